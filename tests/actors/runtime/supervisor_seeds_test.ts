import type { Strategy } from "../../../actors/mod.ts";
import { underSeeds } from "../../../actors/testing.ts";
import { CrashScript } from "./_crash_script.ts";

const STRATEGIES: readonly Strategy[] = ["one-for-one", "one-for-all", "rest-for-one"];

for (const strategy of STRATEGIES) {
  Deno.test(`${strategy} keeps its rules under a thousand schedules of random crashes`, async () => {
    await underSeeds((scheduler, seed) => new CrashScript(strategy, scheduler, seed).run(), { seeds: 1_000 });
  });
}
