import { assertEquals } from "@std/assert";
import { type Peer, peerText } from "../../../actors/routing/socket.ts";

Deno.test("peerText() writes an address as its transport does", () => {
  const text = (transport: Peer["transport"], hostname: string, port = 0) => peerText({ transport, hostname, port });
  assertEquals(text("tcp", "127.0.0.1", 9_000), "tcp://127.0.0.1:9000");
  assertEquals(text("udp", "::1", 9_001), "udp://[::1]:9001");
  assertEquals(text("unix", "/run/mailroom"), "unix:/run/mailroom");
  assertEquals(text("memory", "pair"), "memory:pair");
});
