/**
 * One TypeScript arm of one benchmark in its own process:
 *
 *     deno run -A --v8-flags=--expose-gc _run_one.ts ours ping_pong '{"rounds":1000}' <warm-up> <iterations>
 *
 * Prints one line of JSON, an {@linkcode Outcome}.
 */
import type { Benchmark, Extra } from "./_extra.ts";
import type { Outcome } from "./_measure.ts";

const [arm, benchmark, size, warmUp, iterations] = Deno.args;
const { run } = await import(`./${arm}/${benchmark}.ts`) as Benchmark;
const milliseconds: number[] = [];
const extras: Extra[] = [];
for (let i = -Number(warmUp); i < Number(iterations); i++) {
  const start = performance.now();
  const extra = await run(JSON.parse(size!));
  const time = performance.now() - start;
  if (i < 0) continue;
  milliseconds.push(time);
  extras.push(extra);
}
console.log(JSON.stringify({ milliseconds, extras } satisfies Outcome));
Deno.exit(0);
