import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  hostOf,
  isAnnounceable,
  nodeAddressText,
  parseNodeAddress,
  seenFrom,
} from "../../../../transports/protocols/tracker/node_address.ts";
import { address } from "./_arbitrary.ts";

Deno.test("parseNodeAddress() reads back whatever nodeAddressText() writes", () => {
  fc.assert(fc.property(address, (address) => {
    assertEquals(nodeAddressText(parseNodeAddress(address)!), address);
  }));
});

Deno.test("parseNodeAddress() takes nothing that cannot be dialled", () => {
  const wrong = [
    "",
    "host",
    "host:",
    ":1",
    "host:0",
    "host:65536",
    "a b:1",
    "a..b:1",
    "::1:80",
    "[host]:1",
    "[::1]",
    "*:1",
  ];
  for (const text of [...wrong, "host:1 ", "host:01x", "-\n:1", `${"a".repeat(254)}:1`]) {
    assertEquals(parseNodeAddress(text), undefined, text);
  }
});

Deno.test("isAnnounceable() takes a star for the host", () => {
  assertEquals(["*:1", "h:1", "[::1]:1", "*", "**:1", "*:0"].map(isAnnounceable), [
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
});

Deno.test("seenFrom() puts the host that was seen in the place of a star", () => {
  assertEquals(seenFrom("*:9", "192.0.2.1"), "192.0.2.1:9");
  assertEquals(seenFrom("*:9", "2001:db8::1"), "[2001:db8::1]:9");
  assertEquals(seenFrom("h:9", "192.0.2.1"), "h:9");
});

Deno.test("hostOf() shows an address of IPv4 as such on a socket of IPv6 too", () => {
  const host = (hostname: string) => hostOf({ transport: "tcp", hostname, port: 1 });
  assertEquals(["::ffff:192.0.2.1", "::FFFF:192.0.2.1", "192.0.2.1", "::ffff:1"].map(host), [
    "192.0.2.1",
    "192.0.2.1",
    "192.0.2.1",
    "::ffff:1",
  ]);
});
