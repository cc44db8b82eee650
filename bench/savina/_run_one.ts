/**
 * One TypeScript arm of one benchmark in its own process:
 *
 *     deno run -A --v8-flags=--expose-gc _run_one.ts ours ping_pong '{"rounds":1000}' <warm-up> <iterations>
 *
 * Warms up with so many iterations, and goes on with that for half a second; without any warm-up where 0 is wanted.
 * Prints one line of JSON, an {@linkcode Outcome}.
 */
import type { Benchmark, Extra } from "./_extra.ts";
import type { Outcome } from "./_measure.ts";

/** Milliseconds of warm-up at least: iterations of a few milliseconds would else measure the compiler at work. */
const WARM_UP = 500;

const [arm, benchmark, size, warmUp, iterations] = Deno.args;
const { run } = await import(`./${arm}/${benchmark}.ts`) as Benchmark;
const milliseconds: number[] = [];
const extras: Extra[] = [];

async function iterate(): Promise<{ time: number; extra: Extra }> {
  const start = performance.now();
  const extra = await run(JSON.parse(size!));
  return { time: performance.now() - start, extra };
}

if (Number(warmUp) > 0) {
  let warm = 0;
  for (let i = 0; i < Number(warmUp) || warm < WARM_UP; i++) warm += (await iterate()).time;
}
for (let i = 0; i < Number(iterations); i++) {
  const { time, extra } = await iterate();
  milliseconds.push(time);
  extras.push(extra);
}
console.log(JSON.stringify({ milliseconds, extras } satisfies Outcome));
Deno.exit(0);
