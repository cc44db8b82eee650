import { assertEquals } from "@std/assert";
import type { ConnectionInfo } from "../../../actors/routing/connection_info.ts";
import { lostText } from "../../../actors/routing/protocol.ts";
import { closedReason } from "../../../server/monitoring/closed_reason.ts";
import { dialTcp } from "../../../transports/mod.ts";
import { json, natsClient, watched } from "./_pages.ts";

/** What is said of a connection with this end. */
function said(ending: NonNullable<ConnectionInfo["ending"]>): string {
  const reason = lostText({ error: new Error("oops"), detail: "why", ...ending } as never);
  return closedReason({ ending, reason } as ConnectionInfo);
}

Deno.test("closedReason() has the words of nats-server", () => {
  assertEquals(said({ type: "ended" }), "Client Closed");
  assertEquals(said({ type: "closed" }), "Client Closed");
  assertEquals(said({ type: "closed", detail: "shutdown" }), "Server Shutdown");
  assertEquals(said({ type: "closed", detail: "the server goes" }), "Server Shutdown");
  assertEquals(said({ type: "closed", detail: "Stale Connection" }), "Stale Connection");
  assertEquals(said({ type: "idle" }), "Stale Connection");
  assertEquals(said({ type: "broken" }), "Read Error");
  assertEquals(said({ type: "slow", limit: "pending" }), "Slow Consumer (Pending Bytes)");
  assertEquals(said({ type: "slow", limit: "deadline" }), "Slow Consumer (Write Deadline)");
});

Deno.test("closedReason() has our words where nats-server has none", () => {
  assertEquals(said({ type: "failed" }), "failed: oops");
  assertEquals(said({ type: "closed", detail: "the table is full" }), "the table is full");
  assertEquals(closedReason({} as ConnectionInfo), "");
});

Deno.test("/connz says that a client did not read what one write had for it", async () => {
  await using mailroom = await watched({ nats: { port: 0, writeDeadline: 200 } });
  const deaf = await dialTcp({ port: mailroom.addresses.nats!.port });
  await deaf.write(new TextEncoder().encode('CONNECT {"verbose":false}\r\nSUB a 1\r\nPING\r\n'));
  const heard = new Uint8Array(4_096);
  for (let text = ""; !text.includes("PONG");) {
    text += new TextDecoder().decode(heard.subarray(0, await deaf.read(heard) ?? 0));
  }
  await using _client = await natsClient(mailroom, `PUB a 1000000\r\n${"x".repeat(1_000_000)}\r\n`.repeat(24));
  let closed: { reason: string }[] = [];
  for (const end = Date.now() + 5_000; closed.length === 0 && Date.now() < end;) {
    closed = (await json(mailroom, "/connz?state=closed")).connections;
  }
  assertEquals(closed.map(({ reason }) => reason), ["Slow Consumer (Write Deadline)"]);
  const { slow_consumers, write_deadline } = await json(mailroom, "/varz");
  assertEquals([slow_consumers, write_deadline], [1, 200e6]);
  deaf.close();
});
