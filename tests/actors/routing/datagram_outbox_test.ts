import { assert, assertEquals, assertFalse } from "@std/assert";
import { Counters } from "../../../actors/routing/counters.ts";
import { DatagramOutbox } from "../../../actors/routing/_datagram_outbox.ts";
import { turn } from "../../../actors/testing.ts";
import { FakeDatagrams, udp } from "./_datagrams.ts";

/** An outbox whose first send waits until `go` is called. */
function outbox() {
  const counters = new Counters();
  const socket = new FakeDatagrams();
  const first = Promise.withResolvers<void>();
  socket.outcomes.push(first.promise);
  const box = new DatagramOutbox(counters);
  box.use(socket);
  return { counters, socket, box, go: first.resolve };
}

Deno.test("DatagramOutbox sends one datagram after the other, in order", async () => {
  const { counters, socket, box, go } = outbox();
  for (let i = 0; i < 3; i++) assert(box.send(new TextEncoder().encode(`${i}`), udp(i)));
  await turn();
  assertEquals(socket.sent, []);
  assertEquals(box.buffered, 2);
  go();
  await turn();
  assertEquals(socket.sent, ["0 0", "1 1", "2 2"]);
  assertEquals(box.buffered, 0);
  assertEquals(counters.all(), { datagrams_out: 3 });
});

Deno.test("DatagramOutbox drops and counts what is larger than a datagram can be", async () => {
  const { counters, socket, box, go } = outbox();
  go();
  assertFalse(box.send(new Uint8Array(65_508), udp(1)));
  assert(box.send(new Uint8Array(65_507), udp(1)));
  await turn();
  assertEquals(socket.sent.length, 1);
  assertEquals(counters.all(), { datagrams_dropped_large: 1, datagrams_out: 1 });
});

Deno.test("DatagramOutbox drops and counts what there is no room for, in datagrams and in bytes", async () => {
  const { counters, box, go } = outbox();
  for (let i = 0; i < 1 + 4_096; i++) assert(box.send(new Uint8Array(1), udp(1)));
  assertFalse(box.send(new Uint8Array(1), udp(1)));
  assertEquals(counters.get("datagrams_dropped_full"), 1);
  go();
  await turn();

  const other = outbox();
  const large = new Uint8Array(65_507);
  let taken = 0;
  while (other.box.send(large, udp(1))) taken++;
  // One is being sent; eight mebibytes wait.
  assertEquals(taken, 1 + Math.floor((8 << 20) / 65_507));
  other.go();
  await turn();
});

Deno.test("DatagramOutbox drops and counts what cannot be sent, and goes on", async () => {
  const { counters, socket, box, go } = outbox();
  socket.outcomes.push(Promise.reject(new Error("No route to host")));
  for (let i = 0; i < 3; i++) box.send(new TextEncoder().encode(`${i}`), udp(i));
  go();
  await turn();
  assertEquals(socket.sent, ["0 0", "2 2"]);
  assertEquals(counters.all(), { datagrams_out: 2, datagrams_dropped_unsent: 1 });
});
