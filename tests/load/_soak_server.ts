/** A whole server that, for each line on standard input, collects its garbage and says what it holds, as JSON. */
import { type ActorInfo, startMailroom } from "../../mod.ts";

const mailroom = await startMailroom({
  line: { port: 0 },
  nats: { port: 0 },
  udp: { port: 0, idle: 1_000 },
  http: { port: 0 },
});
console.log(JSON.stringify(mailroom.addresses));

function count(actor: ActorInfo): number {
  return actor.children.reduce((sum, child) => sum + count(child), 1);
}

for await (const chunk of Deno.stdin.readable) {
  if (chunk.length === 0) continue;
  const { gc } = globalThis as { gc?: () => void };
  for (let i = 0; i < 4; i++) {
    gc!();
    // Finalizers have turns of their own.
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { rss, heapUsed, external } = Deno.memoryUsage();
  const { connections_admitted = 0, connections_released = 0 } = mailroom.counts();
  console.log(JSON.stringify({
    rss,
    heap: heapUsed,
    external,
    actors: count(mailroom.system.tree()),
    connections: connections_admitted - connections_released,
    failed: mailroom.counts().actors_failed ?? 0,
  }));
}
await mailroom.shutdown();
