import { assert, assertEquals, assertFalse } from "@std/assert";
import fc from "fast-check";
import type { Cancel, Clock } from "../../../actors/mod.ts";
import { Deadline, Deadlines } from "../../../actors/runtime/_deadlines.ts";

/** A clock whose timers are called as it is turned, with nothing in between. */
class StepClock implements Clock {
  time = 0;
  readonly timers = new Set<{ at: number; callback: () => void }>();

  now(): number {
    return this.time;
  }

  setTimer(callback: () => void, delay: number): Cancel {
    const timer = { at: this.time + delay, callback };
    this.timers.add(timer);
    return () => void this.timers.delete(timer);
  }

  step(time: number): void {
    const end = this.time + time;
    while (true) {
      const [next] = [...this.timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.timers.delete(next);
      this.time = next.at;
      next.callback();
    }
    this.time = end;
  }
}

type Deed = { type: "add"; delay: number } | { type: "cancel"; which: number };

type Step =
  | { type: "add"; delay: number; then: Deed[] }
  | { type: "cancel"; which: number }
  | { type: "step"; time: number }
  | { type: "sweep" };

const delay = fc.constantFrom(0, 1, 2, 5, 5, 5, 30);
const cancel = fc.record({ type: fc.constant("cancel" as const), which: fc.nat(5) });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    type: fc.constant("add" as const),
    delay,
    then: fc.array(fc.oneof(fc.record({ type: fc.constant("add" as const), delay }), cancel), { maxLength: 4 }),
  }),
  cancel,
  fc.record({ type: fc.constant("step" as const), time: fc.nat(12) }),
  fc.record({ type: fc.constant("sweep" as const) }),
);

/** What is known of a deadline without a thought for speed. */
interface Known {
  readonly deadline: Deadline;
  readonly at: number;
  readonly delay: number;
  state: "armed" | "fired" | "cancelled";
}

/** Deadlines beside a plain list of what is to happen. */
class Model {
  readonly clock = new StepClock();
  readonly deferred: (() => void)[] = [];
  readonly deadlines: Deadlines;
  readonly all: Known[] = [];

  constructor(deferring: boolean) {
    this.deadlines = new Deadlines(this.clock, (task) => deferring ? void this.deferred.push(task) : task());
  }

  add(delay: number, then: () => void): void {
    const fire = () => {
      assertEquals(known.state, "armed");
      assertEquals(this.clock.time, known.at);
      const earlier = this.all.filter((other) => other.delay === delay && other.state === "armed")[0];
      assertEquals(earlier, known, "those of one delay fall due in the order in which they were added");
      known.state = "fired";
      then();
    };
    const deadline = new class extends Deadline {
      override due = fire;
    }();
    const known: Known = { deadline, at: this.clock.time + delay, delay, state: "armed" };
    this.all.push(known);
    this.deadlines.add(deadline, delay);
  }

  cancel(which: number): void {
    const known = this.all[which % this.all.length];
    if (known === undefined) return;
    this.deadlines.cancel(known.deadline);
    if (known.state === "armed") known.state = "cancelled";
  }

  sweep(): void {
    while (this.deferred.length !== 0) this.deferred.shift()?.();
  }

  check(): void {
    const armed = this.all.filter(({ state }) => state === "armed");
    assert(armed.every(({ at }) => at > this.clock.time || at === this.clock.time), "nothing is overdue");
    assertEquals(this.clock.timers.size, this.deadlines.timers);
    const delays = new Set(armed.map(({ delay }) => delay)).size;
    if (this.deferred.length === 0) assertEquals(this.deadlines.timers, delays);
  }
}

Deno.test("Deadlines fall due once, in time and in order, as a plain list of them would", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 50 }), fc.boolean(), (steps, deferring) => {
      const model = new Model(deferring);
      for (const each of steps) {
        if (each.type === "cancel") model.cancel(each.which);
        else if (each.type === "sweep") model.sweep();
        else if (each.type === "step") model.clock.step(each.time);
        else {
          model.add(each.delay, () => {
            for (const deed of each.then) {
              if (deed.type === "add") model.add(deed.delay, () => {});
              else model.cancel(deed.which);
            }
          });
        }
        model.check();
      }
      model.clock.step(1_000);
      model.sweep();
      model.check();
      assertFalse(model.all.some(({ state }) => state === "armed"));
      assertEquals(model.clock.timers.size, 0);
    }),
    { numRuns: 500 },
  );
});

Deno.test("Deadlines of one delay share one timer", () => {
  const clock = new StepClock();
  const deadlines = new Deadlines(clock, (task) => task());
  for (let i = 0; i < 1_000; i++) deadlines.after(5_000, () => {});
  assertEquals(clock.timers.size, 1);
  deadlines.after(7, () => {});
  assertEquals(clock.timers.size, 2);
});

Deno.test("Deadlines fall due in time also when one before them begins anew", () => {
  const clock = new StepClock();
  const deadlines = new Deadlines(clock, (task) => task());
  const due: string[] = [];
  const again = (name: string) => () => {
    due.push(`${name} at ${clock.now()}`);
    deadlines.after(10, again(name));
  };
  deadlines.after(10, again("a"));
  clock.step(3);
  deadlines.after(10, again("b"));
  clock.step(32);
  assertEquals(due, ["a at 10", "b at 13", "a at 20", "b at 23", "a at 30", "b at 33"]);
  assertEquals(clock.timers.size, 1);
});

Deno.test("Deadlines of a delay that one of them has emptied and used again are kept", () => {
  const clock = new StepClock();
  const deadlines = new Deadlines(clock, (task) => task());
  const due: string[] = [];
  deadlines.after(5, () => {
    cancel();
    deadlines.after(5, () => due.push("again"));
  });
  clock.step(1);
  const cancel = deadlines.after(5, () => due.push("cancelled"));
  clock.step(4);
  assertEquals([deadlines.timers, clock.timers.size], [1, 1]);
  clock.step(100);
  assertEquals(due, ["again"]);
  assertEquals([deadlines.timers, clock.timers.size], [0, 0]);
});

Deno.test("Deadlines.clear() drops everything, and later deadlines work", () => {
  const clock = new StepClock();
  const deadlines = new Deadlines(clock, (task) => task());
  const due: string[] = [];
  const cancel = deadlines.after(5, () => due.push("dropped"));
  deadlines.clear();
  cancel();
  assertEquals(clock.timers.size, 0);
  deadlines.after(5, () => due.push("later"));
  clock.step(5);
  assertEquals(due, ["later"]);
});

Deno.test("Deadlines do not fall due early when a timer does", () => {
  const clock = new StepClock();
  const hasty: Clock = {
    now: () => clock.now(),
    setTimer: (callback, delay) => clock.setTimer(callback, Math.ceil(delay / 2)),
  };
  const due: number[] = [];
  new Deadlines(hasty, (task) => task()).after(100, () => due.push(clock.now()));
  clock.step(99);
  assertEquals(due, []);
  clock.step(2);
  assertEquals(due, [100]);
});
