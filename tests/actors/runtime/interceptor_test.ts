import { AsyncLocalStorage } from "node:async_hooks";
import { assert, assertEquals, assertInstanceOf, assertStrictEquals } from "@std/assert";
import {
  type Actor,
  ask,
  type Context,
  type Interceptor,
  type Ref,
  requestContext,
  System,
  type SystemOptions,
} from "../../../actors/mod.ts";
import { ManualClock, turn, underSeeds } from "../../../actors/testing.ts";
import { CarryingRef } from "../../../actors/runtime/_carried.ts";
import { LocalRef } from "../../../actors/runtime/_local_ref.ts";
import { failures, gate, letters, listen } from "./_listen.ts";

const user = new AsyncLocalStorage<string>();

/** A system whose actors know the user, and what they have noted: who it was, and what. */
function office(options: SystemOptions = {}) {
  const system = new System({ interceptors: [requestContext(user)], intensity: Infinity, ...options });
  const seen: [string | undefined, unknown][] = [];
  const note = (what: unknown): void => void seen.push([user.getStore(), what]);
  return { system, seen, note, [Symbol.asyncDispose]: () => system[Symbol.asyncDispose]() };
}

/** Notes when it is told of something and when it is handled. */
function noting(name: string, log: unknown[]): Interceptor<string> {
  return {
    told: (_to, message) => {
      log.push(`${name} told ${message}`);
      return name;
    },
    handling: (taken, by, message, handle) => {
      log.push(`${taken} begins ${message} by ${by.id.replace(/#.*/, "")}`);
      try {
        return handle();
      } finally {
        log.push(`${taken} ends`);
      }
    },
  };
}

Deno.test("requestContext() travels with tell, offer, ask and adapted refs", async () => {
  await using place = office();
  const { system, seen, note } = place;
  let adapted!: Ref<string>;
  const ref = system.spawn("a", (self: Context<{ what: string; replyTo?: Ref<string> }>) => {
    adapted = self.adapt((what: string) => ({ what: `${what} by ${user.getStore()}` }));
    return ({ what, replyTo }) => {
      note(what);
      replyTo?.tell("yes");
    };
  });
  await turn();
  user.run("ada", () => ref.tell({ what: "told" }));
  user.run("bob", () => ref.offer({ what: "offered" }));
  user.run("cy", () => adapted.tell("adapted"));
  user.run("dan", () => adapted.offer("adapted"));
  const answer = user.run("eve", async () => {
    await ask(ref as Ref<{ what: string; replyTo: Ref<string> }>, { what: "asked" });
    return user.getStore();
  });
  assertEquals(await answer, "eve");
  assertEquals(seen, [
    ["ada", "told"],
    ["bob", "offered"],
    ["cy", "adapted by cy"],
    ["dan", "adapted by dan"],
    ["eve", "asked"],
  ]);
});

Deno.test("requestContext() travels with an offer that had to wait for room", async () => {
  await using place = office();
  const { system, seen, note } = place;
  const { passed, open } = gate();
  const ref = system.spawn("a", () => async (what: string) => {
    await passed;
    note(what);
  }, { capacity: 1 });
  user.run("ada", () => ref.tell("first"));
  await turn();
  ref.tell("fills");
  const offered = user.run("bob", () => ref.offer("waits"));
  open();
  await offered;
  await turn();
  assertEquals(seen, [["ada", "first"], [undefined, "fills"], ["bob", "waits"]]);
});

Deno.test("requestContext() holds across awaits, and for those told after them", async () => {
  await using place = office();
  const { system, seen, note } = place;
  const next = system.spawn("next", () => note);
  const first = system.spawn("first", () => async (what: string) => {
    await Promise.resolve();
    note(what);
    next.tell(`${what} again`);
  });
  user.run("ada", () => first.tell("one"));
  user.run("bob", () => first.tell("two"));
  await turn();
  assertEquals(seen.sort(), [["ada", "one"], ["ada", "one again"], ["bob", "two"], ["bob", "two again"]]);
});

Deno.test("requestContext() shows nobody's context where none was when a message was told", async () => {
  await using place = office();
  const { system, seen, note } = place;
  const [a, b] = [system.spawn("a", () => note), system.spawn("b", () => note)];
  await turn();
  // Telling a begins the turns in which b is told of nothing.
  user.run("ada", () => a.tell("hers"));
  b.tell("nobody's");
  await turn();
  assertEquals(seen, [["ada", "hers"], [undefined, "nobody's"]]);
});

Deno.test("requestContext() goes with messages to a child, not into its factory, its signals or its end", async () => {
  await using place = office();
  const { system, seen, note } = place;
  const child: Actor<string> = () => {
    note("made");
    return { receive: note, stopped: () => note("stopped") };
  };
  const parent = system.spawn("parent", (self: Context<string>): ReturnType<Actor<string>> => ({
    receive(what) {
      const ref = self.spawn(child);
      self.watch(ref);
      ref.tell(what);
      self.stop(ref, { after: "drain" });
    },
    signal: ({ type }) => note(type),
  }));
  await turn();
  user.run("ada", () => parent.tell("hello"));
  await turn();
  assertEquals(seen.slice(0, 3), [[undefined, "made"], ["ada", "hello"], [undefined, "stopped"]]);
  assertEquals(seen.slice(3).map(([who]) => who), seen.slice(3).map(() => undefined));
  assert(seen.some(([, what]) => what === "terminated"));
});

Deno.test("requestContext() lets nobody's context into an actor that is started again", async () => {
  await using place = office();
  const { system, seen, note } = place;
  listen(system);
  const ref = system.spawn("a", () => {
    note("made");
    return () => {
      throw new Error("boom");
    };
  });
  user.run("ada", () => ref.tell("boom"));
  await turn();
  assertEquals(seen, [[undefined, "made"], [undefined, "made"]]);
});

Deno.test("requestContext() goes with a timer from where it was set to every tick", async () => {
  const clock = new ManualClock();
  await using place = office({ clock });
  const { system, seen, note } = place;
  const ref = system.spawn("a", (self: Context<string>) => {
    self.timers.fixedDelay("own", 10, "own");
    return (what) => {
      note(what);
      if (what === "set") self.timers.fixedRate("rate", 10, "tick");
    };
  });
  await turn();
  user.run("ada", () => ref.tell("set"));
  await turn();
  for (let i = 0; i < 2; i++) {
    await user.run("bob", () => clock.advance(10));
  }
  // Which of two timers that are due at once ticks first is not promised.
  assertEquals(seen.splice(0, 1), [["ada", "set"]]);
  assertEquals(seen.sort(), [[undefined, "own"], [undefined, "own"], ["ada", "tick"], ["ada", "tick"]]);
});

Deno.test("requestContext() goes with a piped promise from the call of pipe", async () => {
  await using place = office();
  const { system, seen, note } = place;
  const { passed, open } = gate();
  const ref = system.spawn("a", (self: Context<string>) => (what) => {
    note(what);
    if (what === "begin") self.pipe(passed, () => `done by ${user.getStore()}`);
  });
  user.run("ada", () => ref.tell("begin"));
  await turn();
  user.run("bob", open);
  await turn();
  assertEquals(seen, [["ada", "begin"], ["ada", "done by ada"]]);
});

Deno.test("requestContext() does not go through a stash", async () => {
  await using place = office();
  const { system, seen, note } = place;
  const ref = system.spawn("a", (self: Context<string>) => {
    let open = false;
    return (what) => {
      if (what === "open") {
        open = true;
        self.stash.release();
      } else if (open) note(what);
      else self.stash.put(what);
    };
  });
  user.run("ada", () => ref.tell("early"));
  user.run("bob", () => ref.tell("open"));
  await turn();
  assertEquals(seen, [[undefined, "early"]]);
});

Deno.test("System interceptors hold each other, the first outermost, and see the message and whose it is", async () => {
  const log: unknown[] = [];
  await using system = new System({ interceptors: [noting("one", log), noting("two", log)] });
  const ref = system.spawn("a", () => (message: string) => void log.push(`handled ${message}`));
  ref.tell("x");
  log.push("all told");
  await turn();
  assertEquals(log, [
    "one told x",
    "two told x",
    "all told",
    "one begins x by /a",
    "two begins x by /a",
    "handled x",
    "two ends",
    "one ends",
  ]);
});

Deno.test("System interceptors see what a handler throws or rejects with, and the actor fails of it", async () => {
  const caught: unknown[] = [];
  const interceptor: Interceptor = {
    told: () => {},
    async handling(_taken, _by, _message, handle) {
      try {
        await handle();
      } catch (error) {
        caught.push(error);
        throw error;
      }
    },
  };
  await using system = new System({ interceptors: [interceptor], intensity: Infinity });
  const events = listen(system);
  const errors = [new Error("thrown"), new Error("rejected")];
  const ref = system.spawn("a", () => (n: number) => {
    if (n === 0) throw errors[0];
    return Promise.reject(errors[1]);
  });
  ref.tell(0);
  ref.tell(1);
  await turn();
  assertEquals(caught, errors);
  assertEquals(failures(events), errors);
});

Deno.test("ask() of an actor that fails on the question is told of it through interceptors", async () => {
  await using place = office();
  listen(place.system);
  const ref = place.system.spawn("a", () => (_question: { replyTo: Ref<string> }) => {
    throw new Error("cannot say");
  });
  const error = await ask(ref, {}).catch((error) => error);
  assertInstanceOf(error, Error);
  assertEquals(error.message, "cannot say");
});

Deno.test("System interceptors leave dead letters plain, and are not called for them", async () => {
  const log: unknown[] = [];
  await using system = new System({ interceptors: [noting("one", log)] });
  const events = listen(system);
  const { passed, open } = gate();
  const dead = system.spawn("dead", () => () => {});
  system.stop(dead);
  await system.stopped(dead);
  const message = { type: "late" };
  assertEquals(dead.tell(message), false);
  assertEquals(letters(events), [["stopped", message]]);
  assertStrictEquals(letters(events)[0]?.[1], message);

  const full = system.spawn("full", () => (_message: string) => passed, { capacity: 1 });
  full.tell("handled");
  await turn();
  for (const each of ["waits", "too much"]) full.tell(each);
  open();
  await turn();
  assertEquals(letters(events).slice(1), [["full", "too much"]]);
  assertEquals(log.filter((line) => /begins/.test(line as string)), [
    "one begins handled by /full",
    "one begins waits by /full",
  ]);
});

Deno.test("System interceptors are not called for the tick of a timer that was cancelled while it waited", async () => {
  const clock = new ManualClock();
  const log: unknown[] = [];
  await using system = new System({ clock, interceptors: [noting("one", log)] });
  const events = listen(system);
  const { passed, open } = gate();
  const ref = system.spawn("a", (self: Context<string>) => {
    self.timers.after("t", 10, "tick");
    return async () => {
      await passed;
      self.timers.cancel("t");
    };
  });
  ref.tell("cancel");
  await clock.advance(10);
  open();
  await turn();
  assertEquals(log.filter((line) => /begins/.test(line as string)), ["one begins cancel by /a"]);
  assertEquals(failures(events), []);
});

Deno.test("System interceptors keep the order of what one sender tells one receiver, whatever the door", async () => {
  await underSeeds(async (scheduler) => {
    await using place = office({ scheduler });
    const { system } = place;
    listen(system);
    const seen: Record<string, number[]> = { ada: [], bob: [] };
    const doors: Ref<number>[] = [];
    const receiver = system.spawn("receiver", (self: Context<number>) => {
      doors[1] ??= self.adapt((n: number) => n);
      return (n) => {
        seen[user.getStore()!]!.push(n);
        if (n === 20) throw new Error("boom");
        return n % 7 === 0 ? Promise.resolve() : undefined;
      };
    });
    doors[0] = receiver;
    await turn();
    for (const name of ["ada", "bob"]) {
      const sender = system.spawn(name, () => () => {
        for (let n = 0; n < 40; n++) doors[n % 2]!.tell(n);
      });
      user.run(name, () => sender.tell("go"));
    }
    await turn();
    const all = Array.from({ length: 40 }, (_, n) => n);
    assertEquals(seen, { ada: all, bob: all });
  }, { seeds: 50 });
});

Deno.test("System without interceptors has plain refs, and plain messages in its mailboxes", async () => {
  await using plain = new System();
  await using carrying = new System({ interceptors: [requestContext(user)] });
  const [one, other] = [plain, carrying].map((system) => system.spawn("a", () => () => {}) as unknown as LocalRef);
  assertStrictEquals(Object.getPrototypeOf(one), LocalRef.prototype);
  assertStrictEquals(Object.getPrototypeOf(other), CarryingRef.prototype);
  for (const ref of [one!, other!]) ref.tell("message");
  assertEquals([one!.cell.envelopes, other!.cell.envelopes], [0, 1]);
  assertEquals(one!.cell.dequeue(), "message");
  await turn();
});

Deno.test("System.afterTurns() with interceptors calls back at rest only once all that was told is handled", async () => {
  await using place = office();
  const { system, seen, note } = place;
  const ref = system.spawn("a", () => note);
  await turn();
  const { promise, resolve } = Promise.withResolvers<boolean>();
  ref.tell("first");
  system.afterTurns((atRest) => {
    note("rest");
    resolve(atRest);
  });
  assertEquals(await promise, true);
  assertEquals(seen.map(([, what]) => what), ["first", "rest"]);
});

Deno.test("System.afterTurns() with interceptors is not at rest where somebody was told just before", async () => {
  await using place = office();
  const { system, seen, note } = place;
  const [a, b] = [system.spawn("a", () => note), system.spawn("b", () => note)];
  await turn();
  a.tell("a");
  system.afterTurns((atRest) => note(atRest));
  // Comes after the turns were asked for, and before they begin.
  queueMicrotask(() => b.tell("b"));
  await turn();
  assertEquals(seen.map(([, what]) => what), ["a", false, "b"]);
});
