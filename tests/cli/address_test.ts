import { assertEquals } from "@std/assert";
import { addressText, readAddress } from "../../cli/address.ts";

Deno.test("readAddress() takes a host, with a port or without, with a scheme or without", () => {
  const read = (text: string) => {
    const address = readAddress(text, "nats", 4222);
    return address && addressText(address, "nats");
  };
  assertEquals(read("nats://10.0.0.1:4333"), "nats://10.0.0.1:4333");
  assertEquals(read("nats://example.org/"), "nats://example.org:4222");
  assertEquals(read("localhost"), "nats://localhost:4222");
  assertEquals(read("127.0.0.1:65535"), "nats://127.0.0.1:65535");
  assertEquals(read("[::1]"), "nats://[::1]:4222");
  assertEquals(read("nats://[::1]:80"), "nats://[::1]:80");
});

Deno.test("readAddress() takes a user and a password, which addressText() keeps to itself", () => {
  const address = readAddress("nats://ada:p%40ss@h:1", "nats", 4222)!;
  assertEquals(address, { hostname: "h", port: 1, user: "ada", password: "p@ss" });
  assertEquals(addressText(address, "nats"), "nats://h:1");
  assertEquals(readAddress("nats://token@h", "nats", 4222)?.user, "token");
  assertEquals(readAddress("nats://token@h", "nats", 4222)?.password, undefined);
});

Deno.test("readAddress() takes nothing else", () => {
  const wrong = [
    "",
    ":1",
    "tls://h:1",
    "http://h",
    "h:0",
    "h:65536",
    "h:x",
    "a b",
    "::1",
    "h/x",
    "h?x",
    "nats://%zz@h",
  ];
  for (const text of wrong) assertEquals(readAddress(text, "nats", 4222), undefined, text);
});
