import { assert, assertEquals, assertGreater } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { SqliteJournal } from "../../../actors/persistence.ts";
import { seededRandom } from "../../../actors/testing.ts";
import { IDS, type Mark } from "./_victim.ts";

const ROUNDS = 20;

/** Runs the victim, kills it some time after its `last`th acknowledgement, and returns all that it acknowledged. */
async function runAndKill(path: string, round: number, last: number): Promise<string[]> {
  const program = new URL("./_victim.ts", import.meta.url).pathname;
  const config = new URL("../../../deno.json", import.meta.url).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-check",
      "--no-prompt",
      "--config",
      config,
      "--allow-read",
      "--allow-write",
      program,
      path,
      `${round}`,
    ],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let text = "";
  let count = 0;
  let killed = false;
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    count += chunk.split("\n").length - 1;
    // It goes on meanwhile, and dies wherever it is just then: between an event and its commit, or in the commit.
    if (count < last || killed) continue;
    killed = true;
    child.kill("SIGKILL");
  }
  const { signal } = await child.status;
  assertEquals(signal, "SIGKILL");
  // The pipe is only ever cut after a whole write, but let nothing depend on it.
  return text.split("\n").slice(0, -1);
}

/** The commands in the journal, checked to be whole, each once, and in their order. */
async function commandsOf(journal: SqliteJournal, path: string, id: string): Promise<string[]> {
  const marks: Mark[] = [];
  using database = new DatabaseSync(path);
  for (const row of database.prepare("SELECT event FROM events WHERE id = ? ORDER BY sequence").iterate(id)) {
    marks.push(JSON.parse(row["event"] as string));
  }
  const commands: string[] = [];
  let before: Mark = { round: -1, n: -1 };
  for (let i = 0; i < marks.length; i += 2) {
    const mark = marks[i]!;
    assertEquals(marks[i + 1], mark, "half a command");
    if (mark.round === before.round) assertEquals(mark.n, before.n + 1);
    else assert(mark.round > before.round && mark.n === 0, `${mark.round} ${mark.n} after ${before.round} ${before.n}`);
    before = mark;
    commands.push(`${id} ${mark.round} ${mark.n}`);
  }
  // What a start would find is what is there: the count of a snapshot and the events after it.
  let found = 0;
  for await (const entry of journal.load(id)) found = entry.type === "snapshot" ? entry.state as number : found + 1;
  assertEquals(found, marks.length);
  return commands;
}

Deno.test("persistent() on a SqliteJournal has every acknowledged event after kill -9 at any point, once and in order", async () => {
  const random = seededRandom(20);
  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/journal.db`;
    const acknowledged: string[] = [];
    let kept = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const lines = await runAndKill(path, round, 1 + Math.floor(random() * 400));
      assertGreater(lines.length, 0);
      acknowledged.push(...lines);
      await using journal = new SqliteJournal(path);
      kept = 0;
      for (const id of IDS) {
        const commands = await commandsOf(journal, path, id);
        kept += commands.length;
        const there = new Set(commands);
        const own = acknowledged.filter((line) => line.startsWith(id));
        assertEquals(own.filter((line) => !there.has(line)), [], `lost in round ${round}`);
        // Acknowledged in the order in which they are kept, none twice.
        const places = own.map((line) => commands.indexOf(line));
        assertEquals(places, places.toSorted((a, b) => a - b));
        assertEquals(new Set(own).size, own.length);
      }
    }
    assert(kept >= acknowledged.length);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
