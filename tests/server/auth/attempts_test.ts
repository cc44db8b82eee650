import { assert, assertEquals, assertFalse, assertLessOrEqual } from "@std/assert";
import { Attempts } from "../../../server/auth/attempts.ts";

function failing(max = 3) {
  const time = { now: 0 };
  return { time, attempts: new Attempts(max, () => time.now) };
}

Deno.test("refuses() an address twice as long after each failure too many, up to a minute", () => {
  const { time, attempts } = failing();
  for (let i = 0; i < 2; i++) attempts.failed("1.1.1.1");
  assertFalse(attempts.refuses("1.1.1.1"));
  for (const span of [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]) {
    attempts.failed("1.1.1.1");
    time.now += span - 1;
    assert(attempts.refuses("1.1.1.1"));
    assertFalse(attempts.refuses("1.1.1.2"));
    time.now += 1;
    assertFalse(attempts.refuses("1.1.1.1"));
  }
});

Deno.test("a success and ten minutes make forget", () => {
  const { time, attempts } = failing();
  for (let i = 0; i < 2; i++) attempts.failed("a");
  attempts.succeeded("a");
  attempts.failed("a");
  assertFalse(attempts.refuses("a"));
  attempts.failed("a");
  time.now += 600_001;
  attempts.failed("a");
  assertFalse(attempts.refuses("a"));
});

Deno.test("an address of IPv6 is its network, one of IPv4 within it is itself", () => {
  const { attempts } = failing(1);
  attempts.failed("2001:db8::1");
  attempts.failed("::ffff:1.2.3.4");
  assert(attempts.refuses("2001:DB8:0:0:ffff::2"));
  assertFalse(attempts.refuses("2001:db8:0:1::1"));
  assert(attempts.refuses("1.2.3.4"));
  assertFalse(attempts.refuses("1.2.3.5"));
  assertFalse(attempts.refuses("::1"));
});

Deno.test("only so many addresses are remembered, and none without a limit", () => {
  const { attempts } = failing(1);
  for (let i = 0; i < 12_000; i++) attempts.failed(`address ${i}`);
  assertLessOrEqual(attempts.size, 10_000);
  assertFalse(attempts.refuses("address 0"));
  assert(attempts.refuses("address 11999"));
  const { attempts: open } = failing(Infinity);
  for (let i = 0; i < 100; i++) open.failed("a");
  assertFalse(open.refuses("a"));
  assertEquals(open.size, 0);
});
