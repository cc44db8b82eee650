import { assert, assertEquals, assertFalse, assertThrows } from "@std/assert";
import { type Clock, type Context, type Ref, System, type Timers } from "../../../actors/mod.ts";
import { ManualClock, turn } from "../../../actors/testing.ts";
import { gate, letters, listen } from "./_listen.ts";

/** An actor on a clock that stands still, which notes when it gets what. */
class Stage implements AsyncDisposable {
  readonly clock = new ManualClock();
  readonly system = new System({ clock: this.clock });
  readonly events = listen(this.system);
  readonly log: string[] = [];
  timers!: Timers<string>;
  /** What it does with a message besides noting it. */
  act: (message: string, self: Context<string>) => void | Promise<void> = () => {};
  readonly ref: Ref<string>;

  constructor(capacity = 100) {
    this.ref = this.system.spawn("a", (self: Context<string>) => {
      this.timers = self.timers;
      return (message: string) => {
        this.log.push(`${this.clock.now()} ${message}`);
        return this.act(message, self);
      };
    }, { capacity });
  }

  /** A stage whose actor has started. */
  static async set(capacity?: number): Promise<Stage> {
    const stage = new Stage(capacity);
    await turn();
    return stage;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.system.shutdown();
    assertEquals(this.clock.timers, 0);
  }
}

Deno.test("Timers.after() ticks once, when its time has come", async () => {
  await using stage = await Stage.set();
  stage.timers.after("key", 10, "tick");
  assert(stage.timers.has("key"));
  await stage.clock.advance(9);
  assertEquals(stage.log, []);
  await stage.clock.advance(100);
  assertEquals(stage.log, ["10 tick"]);
  assertFalse(stage.timers.has("key"));
});

Deno.test("Timers.after() with a key that is set begins anew", async () => {
  await using stage = await Stage.set();
  stage.timers.after("key", 10, "first");
  await stage.clock.advance(9);
  stage.timers.after("key", 10, "second");
  stage.timers.after("another", 2, "other");
  await stage.clock.advance(100);
  assertEquals(stage.log, ["11 other", "19 second"]);
});

Deno.test("Timers.cancel() takes back a tick that is in the mailbox already", async () => {
  await using stage = await Stage.set();
  const { passed, open } = gate();
  stage.act = (message) => message === "hold" ? passed : undefined;
  for (const kind of ["after", "fixedDelay", "fixedRate"] as const) stage.timers[kind](kind, 10, kind);
  stage.ref.tell("hold");
  await stage.clock.advance(10);
  assertEquals(stage.system.tree().children[0]?.queue, 3);
  for (const kind of ["after", "fixedDelay", "fixedRate"]) stage.timers.cancel(kind);
  open();
  await stage.clock.advance(100);
  assertEquals(stage.log, ["0 hold"]);
  assertEquals(letters(stage.events), []);
});

Deno.test("Timers.after() with a key whose tick is in the mailbox takes that back", async () => {
  await using stage = await Stage.set();
  const { passed, open } = gate();
  stage.act = (message) => message === "hold" ? passed : undefined;
  stage.timers.after("key", 10, "old");
  stage.ref.tell("hold");
  await stage.clock.advance(10);
  stage.timers.after("key", 10, "new");
  open();
  await stage.clock.advance(100);
  assertEquals(stage.log, ["0 hold", "20 new"]);
});

Deno.test("Timers.fixedDelay() counts from the end of the last tick, also one that is waited for", async () => {
  await using stage = await Stage.set();
  const gates = [gate(), gate(), gate(), gate()];
  let ticks = 0;
  stage.act = () => gates[ticks++]?.passed;
  stage.timers.fixedDelay("key", 10, "tick");
  await stage.clock.advance(10);
  await stage.clock.advance(25);
  gates[0]?.open();
  await stage.clock.advance(9);
  assertEquals(stage.log, ["10 tick"]);
  await stage.clock.advance(1);
  assertEquals(stage.log, ["10 tick", "45 tick"]);
  gates[1]?.open();
  await stage.clock.advance(10);
  assertEquals(stage.log, ["10 tick", "45 tick", "55 tick"]);
  gates[2]?.open();
});

Deno.test("Timers.fixedRate() keeps to multiples of its period, and leaves out what it is too late for", async () => {
  await using stage = await Stage.set();
  const gates = [gate(), gate(), gate()];
  let ticks = 0;
  stage.act = () => gates[ticks++]?.passed;
  stage.timers.fixedRate("key", 10, "tick");
  await stage.clock.advance(10);
  await stage.clock.advance(35);
  gates[0]?.open();
  await stage.clock.advance(1);
  assertEquals(stage.log, ["10 tick", "45 tick"]);
  gates[1]?.open();
  gates[2]?.open();
  await stage.clock.advance(24);
  assertEquals(stage.log, ["10 tick", "45 tick", "50 tick", "60 tick", "70 tick"]);
});

Deno.test("Timers.fixedRate() keeps at most one tick in the mailbox", async () => {
  await using stage = await Stage.set();
  const { passed, open } = gate();
  stage.act = (message) => message === "hold" ? passed : undefined;
  stage.timers.fixedRate("key", 1, "tick");
  stage.ref.tell("hold");
  await stage.clock.advance(500);
  assertEquals(stage.system.tree().children[0]?.queue, 1);
  open();
});

Deno.test("Timers tick in order with what the actor tells itself", async () => {
  await using stage = await Stage.set();
  const { passed, open } = gate();
  stage.act = (message) => message === "hold" ? passed : undefined;
  stage.timers.after("a", 10, "tick at 10");
  stage.timers.after("b", 20, "tick at 20");
  stage.ref.tell("hold");
  stage.ref.tell("told at 0");
  await stage.clock.advance(15);
  stage.ref.tell("told at 15");
  await stage.clock.advance(10);
  stage.ref.tell("told at 25");
  open();
  await turn();
  assertEquals(stage.log.slice(1), [
    "25 told at 0",
    "25 tick at 10",
    "25 told at 15",
    "25 tick at 20",
    "25 told at 25",
  ]);
});

Deno.test("Timers go on when a tick found no room, which is a dead letter", async () => {
  await using stage = await Stage.set(2);
  const { passed, open } = gate();
  stage.act = (message) => message === "hold" ? passed : undefined;
  stage.timers.fixedDelay("delay", 10, "delay");
  stage.timers.fixedRate("rate", 10, "rate");
  stage.timers.after("once", 10, "once");
  stage.ref.tell("hold");
  await turn();
  for (const message of ["fills", "it"]) stage.ref.tell(message);
  await stage.clock.advance(10);
  assertEquals(letters(stage.events).map(([why, message]) => `${why} ${message}`).sort(), [
    "full delay",
    "full once",
    "full rate",
  ]);
  assertFalse(stage.timers.has("once"));
  open();
  await stage.clock.advance(10);
  assertEquals(stage.log.slice(3), ["20 delay", "20 rate"]);
});

Deno.test("Timers end with the incarnation, and ticks that wait are not for the next", async () => {
  await using stage = await Stage.set();
  stage.act = async (message, self) => {
    if (message !== "boom") return;
    await passed;
    assertEquals(self.incarnation, 1);
    throw new Error("boom");
  };
  const { passed, open } = gate();
  const old = stage.timers;
  for (const kind of ["after", "fixedDelay", "fixedRate"] as const) old[kind](kind, 10, kind);
  stage.ref.tell("boom");
  await stage.clock.advance(10);
  open();
  await stage.clock.advance(100);
  assertEquals(stage.log, ["0 boom"]);
  assertEquals(stage.clock.timers, 0);
  assertThrows(() => old.after("key", 1, "from the dead"), Error, "incarnation 1: it is over");
});

Deno.test("Timers are cancelled as soon as the actor is to end, before its children are waited for", async () => {
  await using stage = await Stage.set();
  const { passed, open } = gate();
  stage.act = (_message, self) => {
    self.spawn("child", () => ({ receive: () => {}, stopped: () => passed }));
  };
  stage.timers.fixedRate("key", 1, "tick");
  stage.ref.tell("spawn");
  await turn();
  const over = stage.system.shutdown();
  await turn();
  await stage.clock.advance(50);
  assertEquals(stage.log, ["0 spawn"]);
  assertEquals(letters(stage.events), []);
  open();
  await over;
});

Deno.test("Timers refuse what is no time", async () => {
  await using stage = await Stage.set();
  for (const delay of [-1, NaN, Infinity]) {
    assertThrows(() => stage.timers.after("key", delay, "x"), RangeError, `Cannot set timer "key" to ${delay}`);
  }
  for (const period of [0, -1, NaN, Infinity]) {
    assertThrows(
      () => stage.timers.fixedRate("key", period, "x"),
      RangeError,
      `to ${period}: wanted milliseconds from 1`,
    );
    assertThrows(() => stage.timers.fixedDelay("key", period, "x"), RangeError);
  }
  assertFalse(stage.timers.has("key"));
});

Deno.test("Timers.cancel() in the middle of a tick ends the repetition", async () => {
  await using stage = await Stage.set();
  stage.act = (_message, self) => self.timers.cancel("key");
  stage.timers.fixedDelay("key", 10, "tick");
  await stage.clock.advance(10);
  assertEquals(stage.clock.timers, 0);
  await stage.clock.advance(100);
  assertEquals(stage.log, ["10 tick"]);
});

Deno.test("Timers.fixedRate() makes up for nothing after a clock that was late, and keeps to its multiples", async () => {
  let now = 0;
  const timers: { at: number; callback: () => void }[] = [];
  const clock: Clock = {
    now: () => now,
    setTimer: (callback, delay) => {
      const timer = { at: now + delay, callback };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), 1);
    },
  };
  const turnTo = async (time: number) => {
    now = time;
    for (const timer of timers.filter(({ at }) => at <= now)) {
      timers.splice(timers.indexOf(timer), 1);
      timer.callback();
      await turn();
    }
  };
  await using system = new System({ clock });
  const ticks: number[] = [];
  system.spawn("a", (self: Context<string>) => {
    self.timers.fixedRate("key", 10, "tick");
    return () => void ticks.push(now);
  });
  await turn();
  for (const time of [34, 39, 40, 49, 50]) await turnTo(time);
  assertEquals(ticks, [34, 40, 50]);
});
