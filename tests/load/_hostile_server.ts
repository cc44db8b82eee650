/**
 * A whole server with the options in its first argument, as JSON. For each line on standard input it says what it holds and
 * has counted, and the most memory that it has held since the line before.
 */
import { type ActorInfo, startMailroom } from "../../mod.ts";

const mailroom = await startMailroom(JSON.parse(Deno.args[0]!));
console.log(JSON.stringify(mailroom.addresses));

let most = 0;
const watch = setInterval(() => most = Math.max(most, Deno.memoryUsage().rss), 20);

function count(actor: ActorInfo): number {
  return actor.children.reduce((sum, child) => sum + count(child), 1);
}

for await (const chunk of Deno.stdin.readable) {
  if (chunk.length === 0) continue;
  const { rss } = Deno.memoryUsage();
  const actors = count(mailroom.system.tree());
  console.log(JSON.stringify({ rss, most: Math.max(most, rss), actors, counts: mailroom.counts() }));
  most = 0;
}
clearInterval(watch);
await mailroom.shutdown();
