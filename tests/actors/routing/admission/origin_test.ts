import { assertEquals, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import { originOf } from "../../../../actors/routing/admission/origin.ts";

Deno.test("originOf() is the address of IPv4, also where it comes as one of IPv6", () => {
  assertEquals(originOf("10.0.0.1"), "10.0.0.1");
  assertEquals(originOf("::ffff:10.0.0.1"), "10.0.0.1");
  assertEquals(originOf("::FFFF:10.0.0.1"), "10.0.0.1");
});

Deno.test("originOf() is the network of 64 bits of an address of IPv6, however it is written", () => {
  for (const address of ["2001:db8::1", "2001:0DB8:0:0:ffff::2", "2001:db8:0:0:1:2:3:4", "2001:db8::%eth0"]) {
    assertEquals(originOf(address), "2001:db8:0:0");
  }
  assertEquals(originOf("::1"), "0:0:0:0");
  assertEquals(originOf("fe80::1:2:3:4"), "fe80:0:0:0");
});

Deno.test("originOf() depends on the first four groups alone", () => {
  const group = fc.integer({ min: 0, max: 0xffff });
  const eight = fc.array(group, { minLength: 8, maxLength: 8 });
  const written = (groups: readonly number[]) => groups.map((each) => each.toString(16)).join(":");
  fc.assert(fc.property(eight, eight, (one, other) => {
    const mixed = [...one.slice(0, 4), ...other.slice(4)];
    assertEquals(originOf(written(one)), originOf(written(mixed)));
    if (written(one.slice(0, 4)) === written(other.slice(0, 4))) return;
    assertNotEquals(originOf(written(one)), originOf(written(other)));
  }));
});
