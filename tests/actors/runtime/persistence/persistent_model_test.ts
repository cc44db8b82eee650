import { assert, assertEquals, AssertionError } from "@std/assert";
import fc from "fast-check";
import { System } from "../../../../actors/mod.ts";
import { type Journal, type JournalEntry, MemoryJournal, persistent } from "../../../../actors/persistence.ts";
import { ManualClock, SeededScheduler, turn } from "../../../../actors/testing.ts";

/** What becomes of an append: kept, refused, or kept with the word of it lost; and after how many turns. */
interface Fate {
  readonly outcome: "kept" | "refused" | "kept in silence";
  readonly delay: number;
}

/** A journal that keeps the contract and nothing more. */
class FickleJournal implements Journal {
  readonly kept = new MemoryJournal();
  #fates: readonly Fate[];
  #underWay = 0;

  constructor(fates: readonly Fate[]) {
    this.#fates = fates;
  }

  /** From now on all is kept. Resolves when nothing is under way. */
  async calm(): Promise<void> {
    this.#fates = [];
    do await turn(); while (this.#underWay !== 0);
  }

  async append(id: string, from: number, events: readonly unknown[]): Promise<void> {
    const [fate = { outcome: "kept", delay: 0 }, ...later] = this.#fates;
    this.#fates = later;
    this.#underWay++;
    try {
      const appended = fate.outcome === "refused" ? undefined : this.kept.append(id, from, events);
      appended?.catch(() => {});
      for (let i = 0; i < fate.delay; i++) await turn();
      await appended;
      if (fate.outcome !== "kept") throw new Error(fate.outcome);
    } finally {
      this.#underWay--;
    }
  }

  load(id: string): AsyncIterable<JournalEntry> {
    return this.kept.load(id);
  }

  snapshot(id: string, sequence: number, state: unknown): Promise<void> {
    return this.kept.snapshot(id, sequence, state);
  }

  close(): Promise<void> {
    return this.kept.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** The part of a command that an event is. */
interface Part {
  readonly command: number;
  readonly part: number;
  readonly of: number;
}

type Step =
  | { readonly type: "command"; readonly parts: number }
  | { readonly type: "throw" | "kill" | "stop" | "crash" | "rest" };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 12,
      arbitrary: fc.record({ type: fc.constant("command" as const), parts: fc.integer({ min: 0, max: 3 }) }),
    },
    { weight: 3, arbitrary: fc.constant({ type: "rest" as const }) },
    { weight: 3, arbitrary: fc.constantFrom("throw", "kill", "stop", "crash").map((type) => ({ type } as Step)) },
  ),
  { maxLength: 40 },
);

const fates: fc.Arbitrary<Fate[]> = fc.array(fc.record({
  outcome: fc.constantFrom<Fate["outcome"][]>("kept", "kept", "kept", "refused", "kept in silence"),
  delay: fc.integer({ min: 0, max: 3 }),
}));

/** Runs the steps; returns what was acknowledged, in order, and what is kept. */
async function run(
  steps: readonly Step[],
  fates: readonly Fate[],
  seed: number,
  limits: { readonly snapshotEvery: number; readonly maxUncommitted: number },
): Promise<{ acknowledged: number[]; kept: readonly Part[] }> {
  const journal = new FickleJournal(fates);
  const acknowledged: number[] = [];
  const wrong: unknown[] = [];
  const begin = (seed: number) => {
    const system = new System({ clock: new ManualClock(), scheduler: new SeededScheduler(seed), intensity: Infinity });
    system.events().subscribe((event) => {
      if (event.type === "failed" && event.error instanceof AssertionError) wrong.push(event.error);
    });
    return system;
  };
  const actor = persistent<Step & { readonly command: number }, Part, readonly Part[]>({
    journal,
    id: "model",
    initial: [],
    ...limits,
    apply: (parts, part) => [...parts, part],
    recovered: (parts) => check(parts),
    command(state, step, self) {
      if (step.type === "throw") throw new Error("boom");
      if (step.type === "kill") return void self.stop(self.ref, { after: "kill" });
      if (step.type === "stop") return void self.stop();
      if (step.type !== "command") return;
      const { command, parts: of } = step;
      return {
        events: Array.from({ length: of }, (_, part) => ({ command, part, of })),
        committed: (given) => {
          acknowledged.push(command);
          // Its own events and all before them.
          assertEquals(given.length, state.length + of);
          assertEquals(given.slice(0, state.length), state);
        },
      };
    },
  });
  let system = begin(seed);
  let ref = system.spawn("model", actor, { restart: "permanent", shutdown: 0 });
  for (const [command, step] of steps.entries()) {
    if (step.type === "rest") await turn();
    else if (step.type === "crash") {
      // The process is gone: nothing of it is waited for, and nothing of it goes on.
      await system.shutdown({ deadline: 0 });
      system = begin(seed + command);
      ref = system.spawn("model", actor, { restart: "permanent", shutdown: 0 });
    } else ref.tell({ ...step, command });
  }
  await journal.calm();
  ref.tell({ type: "command", parts: 1, command: steps.length });
  await journal.calm();
  await system.shutdown();
  assertEquals(acknowledged.at(-1), steps.length);
  if (wrong.length !== 0) throw wrong[0];
  return { acknowledged, kept: await partsIn(journal.kept) };
}

/** All that was ever kept, whoever wrote it. */
async function partsIn(journal: Journal): Promise<readonly Part[]> {
  let parts: readonly Part[] = [];
  for await (const entry of journal.load("model")) {
    parts = entry.type === "snapshot" ? entry.state as Part[] : [...parts, entry.event as Part];
  }
  return parts;
}

/** Commands are there in their order, each once, with all of its events. */
function check(parts: readonly Part[]): void {
  let last = -1;
  for (let i = 0; i < parts.length;) {
    const { command, of } = parts[i]!;
    assert(command > last, `command ${command} after ${last}`);
    assertEquals(parts.slice(i, i + of), Array.from({ length: of }, (_, part) => ({ command, part, of })));
    last = command;
    i += of;
  }
}

Deno.test("persistent() loses nothing that it acknowledged, keeps order, and invents nothing, whatever goes wrong", async () => {
  await fc.assert(
    fc.asyncProperty(
      steps,
      fates,
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.record({ snapshotEvery: fc.constantFrom(1, 3, Infinity), maxUncommitted: fc.constantFrom(1, 2, 1_024) }),
      async (steps, fates, seed, limits) => {
        const { acknowledged, kept } = await run(steps, fates, seed, limits);
        check(kept);
        for (const [i, command] of acknowledged.entries()) {
          assert(i === 0 || command > acknowledged[i - 1]!, `acknowledged ${acknowledged}`);
        }
        const there = new Set(kept.map(({ command }) => command));
        const lost = acknowledged.filter((command) => {
          const step = steps[command];
          // A command without events leaves nothing behind.
          return !(step?.type === "command" && step.parts === 0) && !there.has(command);
        });
        assertEquals(lost, []);
      },
    ),
    { numRuns: 200 },
  );
});
