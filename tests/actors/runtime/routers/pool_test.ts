import { assertEquals, assertThrows } from "@std/assert";
import { type Actor, broadcast, pool, roundRobin } from "../../../../actors/mod.ts";
import { letters } from "../_listen.ts";
import { Stage } from "../_stage.ts";

function logging(log: string[]): Actor<string> {
  return (self) => (message) => {
    if (message === "crash") throw new Error("boom");
    if (message === "end") self.stop();
    else log.push(`${self.name}.${self.incarnation} ${message}`);
  };
}

Deno.test("pool() spawns its workers, and what is told before they have started waits for them", async () => {
  await using stage = new Stage();
  const log: string[] = [];
  const jobs = stage.system.spawn("jobs", pool({ size: 3, actor: logging(log), strategy: roundRobin() }));
  for (const n of ["1", "2", "3", "4"]) jobs.tell(n);
  await stage.rest();
  assertEquals(log.sort(), ["worker-1.1 1", "worker-1.1 4", "worker-2.1 2", "worker-3.1 3"]);
});

Deno.test("pool() restarts a worker that fails; it stays a member and keeps its mailbox", async () => {
  await using stage = new Stage();
  const log: string[] = [];
  const jobs = stage.system.spawn("jobs", pool({ size: 2, actor: logging(log), strategy: roundRobin() }));
  for (const message of ["crash", "a", "b", "c"]) jobs.tell(message);
  await stage.rest();
  assertEquals(log.sort(), ["worker-1.2 b", "worker-2.1 a", "worker-2.1 c"]);
});

Deno.test("pool() leaves out a worker that has ended for good", async () => {
  await using stage = new Stage();
  const log: string[] = [];
  const child = { restart: "temporary" } as const;
  const jobs = stage.system.spawn("jobs", pool({ size: 2, actor: logging(log), strategy: roundRobin(), child }));
  jobs.tell("end");
  await stage.rest();
  for (const message of ["a", "b"]) jobs.tell(message);
  await stage.rest();
  assertEquals(log, ["worker-2.1 a", "worker-2.1 b"]);
  jobs.tell("end");
  await stage.rest();
  jobs.tell("c");
  await stage.rest();
  assertEquals(letters(stage.events), [["unhandled", "c"]]);
});

Deno.test("pool() gives up after one restart too many, and its parent starts it afresh", async () => {
  await using stage = new Stage();
  const log: string[] = [];
  const jobs = stage.system.spawn(
    "jobs",
    pool({ size: 2, actor: logging(log), strategy: broadcast(), intensity: 1, period: 1_000 }),
    { restart: "permanent" },
  );
  jobs.tell("crash");
  await stage.rest();
  assertEquals(stage.seen("gave-up").map(({ id }) => id), [jobs.id]);
  jobs.tell("a");
  await stage.rest();
  assertEquals(log, ["worker-1.1 a", "worker-2.1 a"]);
});

Deno.test("pool() refuses a size that is no integer from 1", () => {
  for (const size of [0, -1, 1.5, NaN]) {
    assertThrows(
      () => pool({ size, actor: logging([]), strategy: roundRobin() }),
      RangeError,
      `Cannot make a pool of size ${size}`,
    );
  }
});
