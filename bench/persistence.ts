/**
 * Measures how many events persistent actors have acknowledged each second, batched and unbatched.
 *
 * Run with `deno run --allow-read --allow-write --allow-env bench/persistence.ts [folder]`. The journals are made in the
 * folder, by default that for temporary files; what its disk takes for an fsync is most of what is measured.
 *
 * @module
 */
import { type Ref, System } from "../actors/mod.ts";
import { type Journal, MemoryJournal, persistent, SqliteJournal } from "../actors/persistence.ts";

const ITERATIONS = 5;
/** Milliseconds of each, after as many again that do not count. */
const TIME = 500;

/** One line of the table. */
interface Arm {
  readonly name: string;
  readonly journal: (path: string) => Journal;
  /** Persistent actors on the one journal. */
  readonly actors: number;
  /** Commands of each actor that wait for their acknowledgement at any time. */
  readonly ahead: number;
  readonly maxUncommitted?: number;
}

const full = (path: string) => new SqliteJournal(path);
const normal = (path: string) => new SqliteJournal(path, { durability: "normal" });
const memory = () => new MemoryJournal();

const ARMS: readonly Arm[] = [
  { name: "sqlite, full, unbatched, one asker", journal: full, actors: 1, ahead: 1 },
  { name: "sqlite, full, unbatched, 1,000 askers", journal: full, actors: 1, ahead: 1_000, maxUncommitted: 1 },
  { name: "sqlite, full, batched, 1,000 askers", journal: full, actors: 1, ahead: 1_000 },
  { name: "sqlite, full, 100 actors, 10 askers each", journal: full, actors: 100, ahead: 10 },
  { name: "sqlite, normal, unbatched, one asker", journal: normal, actors: 1, ahead: 1 },
  { name: "sqlite, normal, batched, 1,000 askers", journal: normal, actors: 1, ahead: 1_000 },
  { name: "memory, batched, 1,000 askers", journal: memory, actors: 1, ahead: 1_000 },
];

type Command = { readonly item: string; readonly again: Ref<string> };

/** Runs an arm once; returns acknowledged events per second. */
async function measure(arm: Arm, folder: string): Promise<number> {
  await using journal = arm.journal(`${folder}/${crypto.randomUUID()}.db`);
  await using system = new System();
  // What is on its way at the end becomes dead letters, which nobody wants to read of.
  system.events().subscribe(() => {});
  let acknowledged = 0;
  for (let i = 0; i < arm.actors; i++) {
    const actor = system.spawn(persistent({
      journal,
      id: `basket-${i}`,
      initial: 0,
      maxUncommitted: arm.maxUncommitted ?? 1_024,
      apply: (count: number, _event: { readonly item: string; readonly count: number }) => count + 1,
      command: (count, { item, again }: Command) => ({
        events: [{ item, count }],
        committed() {
          acknowledged++;
          again.tell(item);
        },
      }),
    }));
    system.spawn<string>((self) => {
      const next = (item: string) => void actor.tell({ item, again: self.ref });
      for (let i = 0; i < arm.ahead; i++) next(`item-${i}`);
      return next;
    });
  }
  await new Promise((resolve) => setTimeout(resolve, TIME));
  const before = acknowledged;
  const started = performance.now();
  await new Promise((resolve) => setTimeout(resolve, TIME));
  return (acknowledged - before) / (performance.now() - started) * 1_000;
}

function whole(rate: number): string {
  return Math.round(rate).toLocaleString("en").padStart(10);
}

const folder = await Deno.makeTempDir(Deno.args[0] === undefined ? {} : { dir: Deno.args[0] });
try {
  console.log(`acknowledged events per second, median of ${ITERATIONS}    median     least      most`);
  for (const arm of ARMS) {
    const rates: number[] = [];
    for (let i = 0; i < ITERATIONS; i++) rates.push(await measure(arm, folder));
    rates.sort((a, b) => a - b);
    const [least, most, median] = [rates[0]!, rates.at(-1)!, rates[rates.length >> 1]!];
    console.log(arm.name.padEnd(44), whole(median), whole(least), whole(most));
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}
