/**
 * A program that appends to three persistent actors as fast as it can and prints what was acknowledged, until it is
 * killed: `deno run _victim.ts <journal> <round>`.
 */
import { type Ref, System } from "../../../actors/mod.ts";
import { persistent, SqliteJournal } from "../../../actors/persistence.ts";

/** The one who made a command, and its place among those. Every command is another. */
export interface Mark {
  readonly round: number;
  readonly n: number;
}

/** The ids of the actors. */
export const IDS: readonly string[] = ["a", "b", "c"];

/** How many commands of one actor are under way at a time. */
const AHEAD = 40;

type Command = { readonly mark: Mark; readonly again: Ref<number> };

function victim(journal: SqliteJournal, id: string) {
  return persistent({
    journal,
    id,
    initial: 0,
    snapshotEvery: 100,
    apply: (count: number, _mark: Mark) => count + 1,
    command: (_count, { mark, again }: Command) => ({
      // Two events: one without the other would be half a command.
      events: [mark, mark],
      committed() {
        Deno.stdout.writeSync(new TextEncoder().encode(`${id} ${mark.round} ${mark.n}\n`));
        again.tell(mark.n);
      },
    }),
  });
}

if (import.meta.main) {
  const [path = "", round = ""] = Deno.args;
  const journal = new SqliteJournal(path);
  const system = new System();
  for (const id of IDS) {
    const actor = system.spawn(id, victim(journal, id));
    system.spawn<number>((self) => {
      let n = 0;
      const next = () => actor.tell({ mark: { round: Number(round), n: n++ }, again: self.ref });
      for (let i = 0; i < AHEAD; i++) next();
      return () => void next();
    });
  }
}
