/**
 * Messages from a client of one node to a client of another, beside both clients at one node, and beside two nats-servers
 * in a cluster. Every server is kept on one core: the publisher's on one, the subscriber's on the other, together with the
 * load generator. One arm at a time runs; the others are held still.
 *
 *     deno task bench:mesh [--runs 5] [--seconds 0.6] [--sizes 16,256,4096] [--json]
 *
 * @module
 */
import { parseArgs } from "node:util";
import { machine } from "./savina/_machine.ts";
import { summarize, type Summary } from "./savina/_statistics.ts";
import { Load, Server } from "./wire/_processes.ts";

interface Arm {
  readonly name: string;
  /** The publisher's server first; only one where it is the subscriber's too. */
  readonly servers: readonly Server[];
  /** Messages a second. */
  readonly rates: number[];
  /** Messages a second of processor time, of all its servers together. */
  readonly perCore: number[];
  messages: number;
  /** The most messages of a run. */
  most: number;
  lost: number;
}

const OURS = [Deno.execPath(), "run", "--allow-net", new URL("../main.ts", import.meta.url).pathname, "serve"];
const NOTHING_ELSE = ["--no-line", "--no-udp", "--no-http", "--log", "error"];

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** One of our nodes; the second dials the first. */
function ourNode(node: number, peer: number | undefined, core: number | undefined): Promise<Server> {
  const port = freePort();
  const dialled = peer === undefined ? [] : ["--peer", `127.0.0.1:${peer}`];
  return Server.startOn(
    port,
    [...OURS, ...NOTHING_ELSE, "--nats", `${port}`, "--node", `${node}`, ...dialled],
    core,
  );
}

function natsNode(cluster: number, route: number, core: number | undefined): Promise<Server> {
  const port = freePort();
  const listening = ["-a", "127.0.0.1", "-p", `${port}`, "-l", "/dev/null", "--cluster_name", "bench"];
  const routes = ["--cluster", `nats://127.0.0.1:${cluster}`, "--routes", `nats://127.0.0.1:${route}`];
  return Server.startOn(port, ["nats-server", ...listening, ...routes], core);
}

async function measure(arm: Arm, load: Load, size: number, seconds: number | undefined): Promise<void> {
  const [from, to = from] = arm.servers as [Server, Server?];
  arm.servers.forEach((server) => server.resume());
  const used = async () => {
    let sum = 0;
    for (const server of arm.servers) sum += await server.cpu() ?? NaN;
    return sum;
  };
  // A node is told of the wish before the first message: nothing may be lost.
  const settle = arm.servers.length > 1 ? 150 : 0;
  const before = await used();
  const outcome = await load.run({
    protocol: "nats",
    port: from.port,
    receiverPort: to.port,
    receivers: 1,
    size,
    messages: arm.messages,
    settle,
  });
  const processor = await used() - before;
  arm.servers.forEach((server) => server.pause());
  if (seconds !== undefined) {
    // Some servers throw a receiver out that is behind: then it gets so many that it is not.
    if (outcome.lost > 0) arm.most = Math.ceil(arm.messages / 4);
    const wanted = Math.ceil(arm.messages * Math.min(8, Math.max(0.5, seconds / outcome.seconds)));
    arm.messages = Math.min(arm.most, wanted);
    return;
  }
  arm.lost += outcome.lost;
  arm.rates.push(outcome.delivered / outcome.seconds);
  arm.perCore.push(outcome.delivered / processor);
}

function figure({ lower, median, upper }: Summary): string {
  const millions = (value: number) => (value / 1e6).toFixed(2);
  return `${millions(median)} M (${millions(lower)}–${millions(upper)})`;
}

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "5" },
    seconds: { type: "string", default: "0.6" },
    sizes: { type: "string", default: "16,256,4096" },
    json: { type: "boolean", default: false },
  },
});
const where = await machine();
const two = where.pinnedTo !== undefined && where.cores >= 2;
const [first, second] = two ? [where.pinnedTo, 0] : [undefined, undefined];
await using stack = new AsyncDisposableStack();
const load = stack.use(new Load(second));
const started: [string, Server[]][] = [["one node", [stack.use(await ourNode(freePort(), undefined, first))]]];
const node = freePort();
const nodes = [stack.use(await ourNode(node, undefined, first)), stack.use(await ourNode(freePort(), node, second))];
started.push(["two nodes", nodes]);
try {
  const [a, b] = [freePort(), freePort()];
  const nats = [stack.use(await natsNode(a, b, first)), stack.use(await natsNode(b, a, second))];
  started.push(["two nats-servers", nats]);
} catch (error) {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
  console.error("nats-server is not installed");
}
await wait(1_500);
for (const [, servers] of started) servers.forEach((server) => server.pause());

const rows: unknown[] = [];
for (const size of values.sizes.split(",").map(Number)) {
  const arms = started.map(([name, servers]): Arm => ({
    name,
    servers,
    rates: [],
    perCore: [],
    messages: 20_000,
    most: Infinity,
    lost: 0,
  }));
  for (const arm of arms) for (let i = 0; i < 6; i++) await measure(arm, load, size, Number(values.seconds));
  for (let i = 0; i < Number(values.runs); i++) for (const arm of arms) await measure(arm, load, size, undefined);
  const [one, ours, nats] = arms as [Arm, Arm, Arm?];
  const ratio = (a: readonly number[], b: readonly number[]) => summarize(a.map((each, i) => each / b[i]!)).median;
  const row = {
    size,
    arms: arms.map(({ name, rates, perCore, lost }) => ({
      name,
      rate: summarize(rates),
      perCore: summarize(perCore),
      lost,
    })),
    toOneNode: ratio(ours.rates, one.rates),
    toNats: nats === undefined ? null : ratio(ours.rates, nats.rates),
    toNatsPerCore: nats === undefined ? null : ratio(ours.perCore, nats.perCore),
  };
  rows.push(row);
  if (values.json) continue;
  console.log(`${size} bytes:`);
  for (const { name, rate, perCore, lost } of row.arms) {
    console.log(
      `  ${name.padEnd(16)} ${figure(rate)} messages/s, ${figure(perCore)} per second of a core, ${lost} lost`,
    );
  }
  console.log(`  two nodes to one: ${row.toOneNode.toFixed(2)} (wanted 0.50)`);
  if (row.toNats !== null) {
    console.log(
      `  two nodes to two nats-servers: ${row.toNats.toFixed(2)}, per core ${row.toNatsPerCore!.toFixed(2)} (1.00)`,
    );
  }
  if (one.lost + ours.lost !== 0) Deno.exitCode = 1;
}
if (values.json) console.log(JSON.stringify({ machine: where, rows }, null, 2));
