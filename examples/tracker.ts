/**
 * Tells peers of each other: each announces itself for a while, renews that in time, and asks who else is there.
 * Talk to it with `nc`: `HELP`, `CLUSTERS`, `PEERS chat`.
 *
 *     deno run --allow-net=127.0.0.1 examples/tracker.ts [PORT]
 */
import { peerText, startTracker } from "@mailroom/mailroom";

const tracker = await startTracker({ port: Number(Deno.args[0] ?? 9200) });
console.log(`listening ${peerText(tracker.address)}`);
