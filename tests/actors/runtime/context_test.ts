import { assert, assertEquals, assertFalse, assertNotEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { type Actor, type Context, type Ref, RevokedError, System } from "../../../actors/mod.ts";
import { Probe, turn } from "../../../actors/testing.ts";
import { failures, gate, letters, listen } from "./_listen.ts";

/** Everything that a context is used for. */
const USES: Record<string, (self: Context<string>) => unknown> = {
  name: (self) => self.name,
  system: (self) => self.system,
  timers: (self) => self.timers,
  stash: (self) => self.stash,
  children: (self) => self.children,
  spawn: (self) => self.spawn(() => () => {}),
  stop: (self) => self.stop(),
  watch: (self) => self.watch({} as Ref<never>),
  unwatch: (self) => self.unwatch({} as Ref<never>),
  become: (self) => self.become(() => {}),
  adapt: (self) => self.adapt((text: string) => text),
  pipe: (self) => self.pipe(Promise.resolve(), () => ""),
  ask: (self) => self.ask({} as Ref<{ replyTo: Ref<string> }>, {}),
};

/** An actor whose contexts are kept, and which fails at "boom". */
function kept(contexts: Context<string>[]): Actor<string> {
  return (self) => {
    contexts.push(self);
    return (message) => {
      if (message === "boom") throw new Error("boom");
    };
  };
}

Deno.test("Context is of no use when its incarnation is over, whatever it is used for", async () => {
  await using system = new System();
  listen(system);
  const contexts: Context<string>[] = [];
  const ref = system.spawn("a", kept(contexts));
  ref.tell("boom");
  await turn();
  const [first, second] = contexts;
  assert(first !== undefined && second !== undefined);
  for (const [name, use] of Object.entries(USES)) {
    assertThrows(() => use(first), RevokedError, "Cannot use the context of incarnation 1: it is over", name);
  }
  assertStrictEquals(second.ref, ref);
  assertEquals([first.incarnation, second.incarnation], [1, 2]);
  system.stop(ref, { after: "kill" });
  await system.stopped(ref);
  for (const [name, use] of Object.entries(USES)) assertThrows(() => use(second), RevokedError, "incarnation 2", name);
});

Deno.test("Context.signal aborts when its incarnation is over, and each has its own", async () => {
  await using system = new System();
  listen(system);
  const contexts: Context<string>[] = [];
  const ref = system.spawn("a", kept(contexts));
  await turn();
  const first = contexts[0]!.signal;
  assertFalse(first.aborted);
  assertStrictEquals(contexts[0]!.signal, first);
  ref.tell("boom");
  await turn();
  assert(first.aborted);
  const second = contexts[1]!.signal;
  assertNotEquals(first, second);
  assertFalse(second.aborted);
  system.stop(ref);
  await system.stopped(ref);
  assert(second.aborted);
});

Deno.test("Context.signal that is first looked at afterwards has aborted", async () => {
  await using system = new System();
  const contexts: Context<string>[] = [];
  const ref = system.spawn("a", kept(contexts));
  await turn();
  system.stop(ref);
  await system.stopped(ref);
  assert(contexts[0]?.signal.aborted);
});

Deno.test("Context.signal ends what a killed handler awaits", async () => {
  await using system = new System();
  const probe = new Probe<unknown>(system);
  const ref = system.spawn("a", (self: Context<string>) => async () => {
    const { promise, reject } = Promise.withResolvers<never>();
    self.signal.addEventListener("abort", () => reject(self.signal.reason));
    await promise.catch((reason) => probe.ref.tell(reason instanceof DOMException && reason.name));
  });
  ref.tell("wait");
  await turn();
  system.stop(ref, { after: "kill" });
  await probe.expect("AbortError");
});

Deno.test("Context works in the last hook, but for what would outlive it", async () => {
  await using system = new System();
  const events = listen(system);
  const log: unknown[] = [];
  const ref = system.spawn("a", (self: Context<string>) => ({
    receive: () => {},
    stopped: () => {
      log.push(self.name, self.signal.aborted);
      self.timers.after("key", 1, "never");
      self.stash.put("put aside at the very end");
      try {
        self.spawn(() => () => {});
      } catch (error) {
        log.push((error as Error).name);
      }
    },
  }));
  ref.tell("go");
  await turn();
  system.stop(ref);
  await system.stopped(ref);
  assertEquals(log, ["a", true, "StoppedError"]);
  assertEquals(letters(events), [["stopped", "put aside at the very end"]]);
  assertEquals(failures(events), []);
});

Deno.test("Context.become() handles the next message otherwise, and a restart begins with the factory", async () => {
  await using system = new System();
  listen(system);
  const log: string[] = [];
  const ref = system.spawn("a", (self: Context<string>) => (message: string) => {
    log.push(`${message} as at first`);
    self.become({
      receive: (message) => {
        log.push(`${message} otherwise`);
        if (message === "boom") throw new Error("boom");
      },
    });
  });
  for (const message of ["one", "two", "boom", "three", "four"]) ref.tell(message);
  await turn();
  assertEquals(log, [
    "one as at first",
    "two otherwise",
    "boom otherwise",
    "three as at first",
    "four otherwise",
  ]);
});

Deno.test("Context.become() calls methods on their own object", async () => {
  await using system = new System();
  class Counter {
    count = 0;
    receive(message: string): void {
      this.count += message.length;
    }
  }
  const [first, second] = [new Counter(), new Counter()];
  const ref = system.spawn("a", (self: Context<string>) => ({
    ...first,
    receive: (message: string) => {
      first.receive(message);
      self.become(second);
    },
  }));
  for (const message of ["four", "seventy"]) ref.tell(message);
  await turn();
  assertEquals([first.count, second.count], [4, 7]);
});

Deno.test("Context.adapt() converts in the actor's turn, and what the conversion throws fails the actor", async () => {
  await using system = new System();
  const events = listen(system);
  const { passed, open } = gate();
  const log: (string | number)[] = [];
  let adapted: Ref<number> | undefined;
  const ref = system.spawn("a", (self: Context<string>) => {
    adapted = self.adapt((n: number) => {
      log.push(n);
      if (n === 2) throw new Error("not two");
      return `${n}`;
    });
    return async (message: string) => {
      await passed;
      log.push(message);
    };
  });
  ref.tell("hold");
  await turn();
  for (const n of [1, 2, 3]) assert(adapted?.tell(n));
  assertEquals(log, []);
  assertEquals(adapted?.id, ref.id);
  open();
  await turn();
  assertEquals(log, ["hold", 1, "1", 2, 3, "3"]);
  assertEquals(failures(events).map((error) => (error as Error).message), ["not two"]);
});

Deno.test("Context.adapt() makes refs whose dead letters are the messages before conversion", async () => {
  await using system = new System();
  const events = listen(system);
  const adapted: Ref<number>[] = [];
  const ref = system.spawn("a", (self: Context<string>) => {
    adapted.push(self.adapt((n: number) => `${n}`));
    return () => {};
  });
  await turn();
  system.stop(ref);
  adapted[0]?.tell(1);
  await system.stopped(ref);
  adapted[0]?.tell(2);
  assertEquals(letters(events), [["stopped", 1], ["stopped", 2]]);
});
