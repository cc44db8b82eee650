/**
 * What an idle connection costs: the server's resident memory before and after a number of line clients have come.
 *
 *     deno task bench:idle [--connections 5000] [--json]
 *
 * Ends with 1 when it is more than the target. Needs Linux, and two file descriptors for each connection.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { lineWire } from "./_line_wire.ts";
import { Server } from "./_processes.ts";

/** Bytes of resident memory that an idle connection may take. */
const TARGET = 20 * 1024;
/** Clients that come at the same time. */
const BATCH = 100;
/** Milliseconds in which what has been begun comes to rest. */
const SETTLE = 3_000;

interface Memory {
  /** As the system sees it. */
  readonly resident: number;
  /** The same after garbage has been collected. */
  readonly collected: number;
  /** The JavaScript heap in use then. */
  readonly heap: number;
}

async function memory(server: Server): Promise<Memory> {
  await new Promise((resolve) => setTimeout(resolve, SETTLE));
  const resident = await server.memory();
  const { heapUsed } = JSON.parse(await server.ask("collect"));
  return { resident, collected: await server.memory(), heap: heapUsed };
}

async function connect(port: number, count: number): Promise<Deno.Conn[]> {
  const conns: Deno.Conn[] = [];
  while (conns.length < count) {
    const some = Array.from({ length: Math.min(BATCH, count - conns.length) }, async () => {
      const conn = await Deno.connect({ hostname: "127.0.0.1", port });
      await lineWire.join(conn, "receiver");
      return conn;
    });
    conns.push(...await Promise.all(some));
  }
  return conns;
}

const { values } = parseArgs({
  options: { connections: { type: "string", default: "5000" }, json: { type: "boolean", default: false } },
});
const count = Number(values.connections);
const script = new URL("_idle_server.ts", import.meta.url).pathname;
const flags = ["--allow-net=127.0.0.1", "--v8-flags=--expose-gc"];
await using server = await Server.start([Deno.execPath(), "run", ...flags, script], "line", undefined);
// What the first clients of all bring into memory is not theirs.
for (const conn of await connect(server.port, BATCH)) conn.close();
const before = await memory(server);
const conns = await connect(server.port, count).catch((error: Error) => {
  throw new Error(`Cannot open ${count} connections: wanted as many file descriptors, see "ulimit -n"`, {
    cause: error,
  });
});
const after = await memory(server);
for (const conn of conns) conn.close();
const left = await memory(server);

const each = (key: keyof Memory) => (after[key] - before[key]) / count;
const met = each("resident") <= TARGET;
if (values.json) {
  const perConnection = { resident: each("resident"), collected: each("collected"), heap: each("heap") };
  console.log(JSON.stringify({ connections: count, target: TARGET, met, perConnection, before, after, left }, null, 2));
} else {
  const kilobytes = (bytes: number) => `${(bytes / 1024).toFixed(1)} KB`;
  const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MB`;
  console.log(`${count} idle connections, resident memory of the server for each of them:`);
  console.log(`  ${kilobytes(each("resident"))} as it is (target ${kilobytes(TARGET)}${met ? "" : ", missed"})`);
  console.log(`  ${kilobytes(each("collected"))} after a collection, ${kilobytes(each("heap"))} of it JavaScript heap`);
  const all = [before, after, left].map(({ collected }) => megabytes(collected));
  console.log(`  in all ${all[0]} before, ${all[1]} with them, ${all[2]} when they have left`);
}
if (!met) Deno.exitCode = 1;
