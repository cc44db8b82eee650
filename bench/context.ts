/**
 * Measures what a message costs, told and handled, without interceptors, with a request context, and with OpenTelemetry
 * whose spans nobody records.
 *
 * Run with `deno task bench:context`; add `OTEL_DENO=true` and an exporter to have them recorded.
 *
 * @module
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { type Interceptor, requestContext, System } from "../actors/mod.ts";
import { openTelemetry } from "../actors/otel.ts";

const ITERATIONS = 9;
/** Messages of one iteration. */
const MESSAGES = 300_000;
/** Messages that are under way at any time. */
const AHEAD = 100;

const user = new AsyncLocalStorage<string>();

interface Arm {
  readonly name: string;
  readonly interceptors: readonly Interceptor[];
  /** What the storage holds where the first message is told. */
  readonly held?: string;
}

const ARMS: readonly Arm[] = [
  { name: "off", interceptors: [] },
  { name: "requestContext, none", interceptors: [requestContext(user) as Interceptor] },
  { name: "requestContext, held", interceptors: [requestContext(user) as Interceptor], held: "ada" },
  { name: "openTelemetry", interceptors: [openTelemetry() as Interceptor] },
  { name: "openTelemetry, tells", interceptors: [openTelemetry({ tells: true }) as Interceptor] },
];

/** Has two actors tell each other; returns nanoseconds per message. */
async function measure({ interceptors, held }: Arm): Promise<number> {
  await using system = new System({ interceptors });
  const { promise, resolve } = Promise.withResolvers<void>();
  const echo = () => (ball: Ball) => {
    if (--ball.left > 0) ball.players[ball.left & 1]!.tell(ball);
    else if (++over === AHEAD) resolve();
  };
  let over = 0;
  const players = [system.spawn("ping", echo), system.spawn("pong", echo)];
  const started = performance.now();
  const begin = () => {
    for (let i = 0; i < AHEAD; i++) players[0]!.tell({ type: "ball", left: MESSAGES / AHEAD, players });
  };
  if (held === undefined) begin();
  else user.run(held, begin);
  await promise;
  return (performance.now() - started) * 1e6 / MESSAGES;
}

interface Ball {
  readonly type: "ball";
  left: number;
  readonly players: readonly { tell(ball: Ball): boolean }[];
}

const figures = ARMS.map(() => [] as number[]);
// In turns, so that what else the machine does falls upon all.
for (let i = 0; i < ITERATIONS + 2; i++) {
  for (const [index, arm] of ARMS.entries()) {
    const figure = await measure(arm);
    if (i >= 2) figures[index]!.push(figure);
  }
}
console.log("ns per message".padEnd(24), ...["median", "least", "most"].map((word) => word.padStart(8)));
for (const [arm, { name }] of ARMS.entries()) {
  const sorted = figures[arm]!.sort((a, b) => a - b);
  const shown = [sorted[sorted.length >> 1]!, sorted[0]!, sorted.at(-1)!];
  console.log(name.padEnd(24), ...shown.map((figure) => figure.toFixed(0).padStart(8)));
}
