import { assert, assertEquals, assertThrows } from "@std/assert";
import { Admission } from "../../../../actors/routing/admission/admission.ts";

function admission(limits: ConstructorParameters<typeof Admission>[0] = {}) {
  const clock = { now: 0 };
  return { admission: new Admission(limits, () => clock.now), clock };
}

Deno.test("Admission takes so many from one address, and one more when one has left", () => {
  const { admission: door } = admission({ maxPerAddress: 2 });
  assertEquals([door.enter("10.0.0.1"), door.enter("10.0.0.1"), door.enter("10.0.0.1")], [true, true, false]);
  assert(door.enter("10.0.0.2"));
  door.leave("10.0.0.1");
  assertEquals([door.enter("10.0.0.1"), door.enter("10.0.0.1")], [true, false]);
});

Deno.test("Admission does not count this machine's own addresses", () => {
  const { admission: door } = admission({ maxPerAddress: 1 });
  for (const own of ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"]) {
    assertEquals([door.enter(own), door.enter(own)], [true, true], own);
  }
  assertEquals(door.addresses, 0);
});

Deno.test("Admission counts a /64 network of IPv6 as one address, however it is written", () => {
  const { admission: door } = admission({ maxPerAddress: 1 });
  assert(door.enter("2001:db8::1"));
  assert(!door.enter("2001:0db8:0:0:ffff::2"));
  assert(!door.enter("2001:db8:0:0:1:2:3:4"));
  assert(door.enter("2001:db8:0:1::1"));
  assert(door.enter("::ffff:10.0.0.1"));
  assert(!door.enter("10.0.0.1"));
});

Deno.test("Admission remembers nothing of those who have left", () => {
  const { admission: door } = admission();
  for (let i = 0; i < 1_000; i++) door.enter(`10.0.${i >> 8}.${i & 255}`);
  assertEquals(door.addresses, 1_000);
  for (let i = 0; i < 1_000; i++) door.leave(`10.0.${i >> 8}.${i & 255}`);
  door.leave("10.9.9.9");
  assertEquals(door.addresses, 0);
});

Deno.test("Admission.accepted() lets a second's worth through at once and then keeps to the rate", () => {
  const { admission: door, clock } = admission({ acceptRate: 100 });
  for (let i = 0; i < 100; i++) assertEquals(door.accepted(), 0);
  assertEquals(door.accepted(), 10);
  clock.now += 10;
  assertEquals(door.accepted(), 10);
  clock.now += 60_000;
  for (let i = 0; i < 100; i++) assertEquals(door.accepted(), 0);
  assert(door.accepted() > 0);
});

Deno.test("Admission refuses a limit out of its range", () => {
  assertThrows(() => admission({ maxPerAddress: 0 }), RangeError, "maxPerAddress 0");
  assertThrows(() => admission({ acceptRate: NaN }), RangeError, "acceptRate NaN");
});
