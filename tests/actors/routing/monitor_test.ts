import { assertEquals } from "@std/assert";
import { type Ref, supervisor, System } from "../../../actors/mod.ts";
import { monitor } from "../../../actors/routing/monitor.ts";
import { ManualClock, turn } from "../../../actors/testing.ts";
import { testService } from "./_service.ts";

/** A system that is watched over. */
async function watched() {
  const clock = new ManualClock();
  const system = new System({ clock, intensity: 1 });
  const service = testService();
  const ref = system.spawn("monitor", monitor(service), { restart: "permanent" });
  await turn();
  return { clock, system, service, ref, [Symbol.asyncDispose]: () => system[Symbol.asyncDispose]() };
}

const failing = () => (what: string) => {
  throw new Error(what);
};

Deno.test("monitor() logs and counts failures and restarts", async () => {
  await using w = await watched();
  w.system.spawn("worker", failing).tell("boom");
  await turn();
  assertEquals(w.service.lines.map((line) => line.replace(/#\d+/, "")), [
    "error /worker failed, incarnation 1: Error: boom",
    "warn /worker restarts in 0 ms after failed (Error: boom)",
  ]);
  const { actors_failed, actors_restarted } = w.service.counters.all();
  assertEquals([actors_failed, actors_restarted], [1, 1]);
});

Deno.test("monitor() logs that a supervisor gives up", async () => {
  await using w = await watched();
  let worker!: Ref<string>;
  w.system.spawn("sup", supervisor({ intensity: 0 }, (self) => void (worker = self.spawn("worker", failing))), {
    restart: "temporary",
  });
  await turn();
  worker.tell("boom");
  await turn();
  assertEquals(w.service.lines.at(-1)?.replaceAll(/#\d+/g, ""), "error /sup gives up after 1 restarts within 5000 ms");
});

Deno.test("monitor() counts dead letters by cause, and sums up those of full mailboxes in the log", async () => {
  await using w = await watched();
  const stuck = w.system.spawn<number>(() => () => new Promise<void>(() => {}), { capacity: 1, shutdown: 0 });
  const gone = w.system.spawn<number>(() => () => {});
  w.system.stop(gone);
  await w.system.stopped(gone);
  gone.tell(0);
  await turn();
  stuck.tell(1);
  await turn();
  for (let i = 2; i < 6; i++) stuck.tell(i);
  assertEquals(w.service.lines, []);
  await w.clock.advance(10_100);
  assertEquals(w.service.lines, ["warn 3 messages were dropped because a mailbox was full"]);
  await w.clock.advance(10_100);
  assertEquals(w.service.lines.length, 1);
  const { dead_letters_full, dead_letters_stopped } = w.service.counters.all();
  assertEquals([dead_letters_full, dead_letters_stopped], [3, 1]);
});

Deno.test("monitor() watches no longer when it has ended", async () => {
  await using w = await watched();
  w.system.events().subscribe(() => {});
  w.system.stop(w.ref);
  await w.system.stopped(w.ref);
  w.system.spawn("worker", failing).tell("boom");
  await turn();
  assertEquals(w.service.lines, []);
});
