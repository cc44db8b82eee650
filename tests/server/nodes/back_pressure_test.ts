import { assert, assertEquals, assertLess } from "@std/assert";
import { Cluster } from "./_cluster.ts";

const encoder = new TextEncoder();

Deno.test("a receiver on another node that reads slowly slows down who publishes for it, and the link stays", async () => {
  await using cluster = new Cluster();
  const [a, b] = await cluster.mesh(2);
  using receiver = await Deno.connect({ hostname: "127.0.0.1", port: b!.mailroom.addresses.nats!.port });
  await receiver.write(encoder.encode('CONNECT {"verbose":false}\r\nSUB a 1\r\n'));
  await a!.knows(1);
  const sender = await Deno.connect({ hostname: "127.0.0.1", port: a!.mailroom.addresses.nats!.port });
  await sender.write(encoder.encode('CONNECT {"verbose":false}\r\n'));
  const chunk = encoder.encode(`PUB a 1000\r\n${"x".repeat(1_000)}\r\n`.repeat(60));
  let [sent, got, most, over] = [0, 0, 0, false];
  const sending = (async () => {
    while (!over) {
      for (let at = 0; at < chunk.length && !over;) at += await sender.write(chunk.subarray(at));
      sent += chunk.length;
    }
  })();
  const buffer = new Uint8Array(64 << 10);
  while (got < 12e6) {
    const size = await receiver.read(buffer);
    assert(size !== null, "the receiver was thrown out");
    got += size;
    most = Math.max(most, sent - got);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  over = true;
  sender.close();
  await sending.catch(() => {});
  assertLess(most, 60e6, "the sender was not slowed down");
  assertEquals([a!.mailroom.counts().nodes_linked, b!.mailroom.counts().nodes_linked], [1, 1]);
});
