import { type Actor, ask, type Context, type Ref, System } from "../../../actors/mod.ts";
import { turn } from "../../../actors/testing.ts";

// Run by memory_test.ts in a process of its own, where garbage can be collected at will. Prints what was found.

declare const gc: () => void;

/** How many of those that are referred to are still there. */
async function alive(refs: readonly WeakRef<object>[]): Promise<number> {
  for (let i = 0; i < 5; i++) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    gc();
  }
  return refs.filter((ref) => ref.deref() !== undefined).length;
}

async function heapInUse(): Promise<number> {
  await alive([]);
  return Deno.memoryUsage().heapUsed;
}

/** Refs of actors that have ended, held for ever, and what of the actors is left. */
async function endedActors(): Promise<number> {
  await using system = new System();
  using _quiet = system.events().subscribe(() => {});
  const left: WeakRef<object>[] = [];
  const held: unknown[] = [];
  const child: Actor<string> = (self) => {
    const state = { room: new Array(1_000) };
    left.push(new WeakRef(state), new WeakRef(self));
    self.timers.fixedRate("key", 10_000, "tick");
    return { receive: (message) => void state.room.push(message), stopped: () => void state.room.push(0) };
  };
  const parent: Actor<string> = (self) => {
    const state = { child: self.spawn("child", child) };
    left.push(new WeakRef(state));
    self.watch(state.child);
    held.push(state.child, self.adapt((text: string) => text));
    return { receive: (message) => void state.child.tell(message), signal: () => {} };
  };
  for (let i = 0; i < 20; i++) {
    const ref = system.spawn(`parent-${i}`, parent);
    held.push(ref);
    ref.tell("hello");
    await turn();
    system.stop(ref, i % 2 === 0 ? {} : { after: "kill" });
    await system.stopped(ref);
  }
  const count = await alive(left);
  if (held.length !== 60 || left.length !== 60) throw new Error("Expected 60 refs and 60 weak refs");
  return count;
}

/** What is left of earlier incarnations while the actor lives on. */
async function earlierIncarnations(): Promise<number> {
  await using system = new System({ intensity: Infinity });
  using _quiet = system.events().subscribe(() => {});
  const left: WeakRef<object>[] = [];
  const ref = system.spawn("a", (self: Context<string>) => {
    const state = { incarnation: self.incarnation, room: new Array(1_000) };
    left.push(new WeakRef(state), new WeakRef(self.signal));
    return (message: string) => {
      if (message === "boom") throw new Error(`${state.incarnation}`);
    };
  });
  for (let i = 0; i < 10; i++) ref.tell("boom");
  await turn();
  ref.tell("a message of the last incarnation");
  await turn();
  return await alive(left.slice(0, 20));
}

/** Messages that were handled or dropped. */
async function spentMessages(): Promise<number> {
  await using system = new System();
  using _quiet = system.events().subscribe(() => {});
  const left: WeakRef<object>[] = [];
  const message = () => {
    const made = { room: new Array(1_000) };
    left.push(new WeakRef(made));
    return made;
  };
  const ref = system.spawn("a", () => () => {}, { capacity: 10 });
  for (let i = 0; i < 20; i++) ref.tell(message());
  await turn();
  const controller = new AbortController();
  const wedged = system.spawn("wedged", () => () => new Promise<void>(() => {}), { capacity: 1 });
  for (let i = 0; i < 2; i++) await wedged.offer({});
  for (let i = 0; i < 20; i++) wedged.offer(message(), { signal: controller.signal }).catch(() => {});
  controller.abort();
  const count = await alive(left);
  system.stop(wedged, { after: "kill" });
  return count;
}

/** Reply refs of asks that timed out or were answered, while the callee and its asker live on. */
async function settledAsks(): Promise<number> {
  await using system = new System();
  using _quiet = system.events().subscribe(() => {});
  const left: WeakRef<object>[] = [];
  const callee = system.spawn("callee", () => (message: { n: number; replyTo: Ref<object> }) => {
    left.push(new WeakRef(message.replyTo));
    const answer = { n: message.n };
    left.push(new WeakRef(answer));
    if (message.n % 2 === 0) message.replyTo.tell(answer);
  });
  const asks = Array.from({ length: 100 }, (_, n) => ask(callee, { n }, { timeout: 5 }).then(() => {}, () => {}));
  await Promise.all(asks);
  return await alive(left);
}

/** How much the heap grows, in MB, while an actor that never comes to its messages is told a million. */
async function wedgedActor(): Promise<number> {
  await using system = new System();
  using _quiet = system.events().subscribe(() => {});
  const ref = system.spawn("wedged", () => (_message: object) => new Promise<void>(() => {}));
  const tell = () => {
    for (let i = 0; i < 500_000; i++) ref.tell({ i, text: `message ${i}` });
  };
  tell();
  const before = await heapInUse();
  tell();
  const after = await heapInUse();
  system.stop(ref, { after: "kill" });
  return Math.round((after - before) / 1e6);
}

console.log(JSON.stringify({
  endedActors: await endedActors(),
  earlierIncarnations: await earlierIncarnations(),
  spentMessages: await spentMessages(),
  settledAsks: await settledAsks(),
  wedgedActor: await wedgedActor(),
}));
