import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertLess,
  assertLessOrEqual,
  assertNotEquals,
  assertStrictEquals,
} from "@std/assert";
import type { Runnable } from "../../../actors/mod.ts";
import { RunQueue } from "../../../actors/runtime/_run_queue.ts";
import { turn } from "../../../actors/testing.ts";

/** A run queue on a clock that goes on only by the work that is done. */
class Measured {
  time = 0;
  /** How often the queue looked at the clock. */
  looks = 0;
  readonly queue = new RunQueue(() => {
    this.looks++;
    return this.time;
  });

  work(time: number): void {
    this.time += time;
  }
}

/** A runnable that keeps the budgets that it got, and the milliseconds for a unit that it was told. */
interface Worker extends Runnable {
  readonly budgets: number[];
  readonly samples: number[];
}

/** A runnable that has `units` to do, each of which is `work`. */
function worker(queue: RunQueue, units: number, work: () => void = () => {}): Worker {
  const self: Worker = {
    budgets: [],
    samples: [],
    sampled: (time, count) => void self.samples.push(time / count),
    run: (budget) => {
      self.budgets.push(budget);
      let done = 0;
      for (; done < budget && units > 0; done++, units--) work();
      if (units > 0) queue.ready(self);
      return done;
    },
  };
  return self;
}

/** The stretches of the queue's own time that the host had to wait for its turn until all work was done. */
async function stretches(state: Measured, over: () => boolean): Promise<number[]> {
  const found: number[] = [];
  for (let before = state.time; !over(); before = state.time) {
    await new Promise<void>((resolve) => setImmediate(resolve));
    if (state.time > before) found.push(state.time - before);
  }
  return found;
}

Deno.test("RunQueue runs whoever became ready first, after ready() has returned", async () => {
  const queue = new RunQueue();
  const ran: string[] = [];
  for (const name of ["a", "b", "c"]) {
    queue.ready({
      run: () => {
        ran.push(name);
        return 1;
      },
    });
  }
  assertEquals(ran, []);
  await turn();
  assertEquals(ran, ["a", "b", "c"]);
});

Deno.test("RunQueue sends whoever has used its turn to the tail", async () => {
  const { queue } = new Measured();
  const order: string[] = [];
  const busy = worker(queue, 2_000, () => order.push("busy"));
  queue.ready(busy);
  queue.ready(worker(queue, 1, () => order.push("modest")));
  await turn();
  assertEquals(order.length, 2_001);
  assertLessOrEqual(order.indexOf("modest"), 256);
  assert(busy.budgets.every((budget) => budget <= 256));
});

Deno.test("RunQueue gives the host its turn within a few slow messages, but for the first time", async () => {
  const state = new Measured();
  state.queue.ready(worker(state.queue, 300, () => state.work(1)));
  const [first = NaN, ...found] = await stretches(state, () => state.time === 300);
  assertLess(first, 50);
  assertLess(Math.max(...found), 8);
  await turn();
});

Deno.test("RunQueue gives the host its turn while each message is a drain of its own", async () => {
  const state = new Measured();
  let left = 20_000;
  const runnable: Runnable = {
    run: () => {
      state.work(0.01);
      if (--left > 0) queueMicrotask(() => state.queue.ready(runnable));
      return 1;
    },
  };
  state.queue.ready(runnable);
  const found = await stretches(state, () => left === 0);
  assertLess(Math.max(...found), 10);
  await turn();
});

Deno.test("RunQueue looks at the clock less than once in a hundred fast messages", async () => {
  const state = new Measured();
  state.queue.ready(worker(state.queue, 5_000, () => state.work(0.00002)));
  await turn();
  state.looks = 0;
  state.queue.ready(worker(state.queue, 100_000, () => state.work(0.00002)));
  state.queue.ready(worker(state.queue, 100_000, () => state.work(0.00002)));
  await turn();
  assertLess(state.looks, 2_000);
});

Deno.test("RunQueue comes back to rare looks after slow messages", async () => {
  const state = new Measured();
  state.queue.ready(worker(state.queue, 100, () => state.work(5)));
  await turn();
  state.looks = 0;
  state.queue.ready(worker(state.queue, 100_000, () => state.work(0.00002)));
  await turn();
  assertLess(state.looks, 1_500);
});

Deno.test("RunQueue knows who is running, and after that nobody", async () => {
  const queue = new RunQueue();
  const seen: (Runnable | undefined)[] = [];
  const runnable: Runnable = {
    run: () => {
      seen.push(queue.current);
      return 1;
    },
  };
  queue.ready(runnable);
  assertStrictEquals(queue.current, undefined);
  await turn();
  assertStrictEquals(seen[0], runnable);
  assertStrictEquals(queue.current, undefined);
});

Deno.test("RunQueue tells runnables a sample of the time that they take", async () => {
  const state = new Measured();
  const workers = [1, 2].map(() => worker(state.queue, 3_000, () => state.work(0.01)));
  for (const each of workers) state.queue.ready(each);
  await turn();
  const samples = workers.flatMap((each) => each.samples);
  assertNotEquals(samples, []);
  for (const sample of samples) assertAlmostEquals(sample, 0.01, 1e-6);
});
