import { assert, assertEquals } from "@std/assert";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Actor, Context, Ref } from "../../../actors/mod.ts";
import { turn } from "../../../actors/testing.ts";
import { Stage } from "./_stage.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** What an actor keeps. */
class State {
  readonly bytes = new Uint8Array(1_000);
}

/** Actors that keep a state each, and whether their factories and states are still there. */
class Keepers {
  readonly #kept = new Map<string, WeakRef<object>>();

  /** An actor that uses its state for each message. The names of the states end with the incarnation. */
  actor(name: string, options: { readonly start?: (self: Context<string>) => void } = {}): Actor<string> {
    const factory: Actor<string> = (self) => {
      const state = new State();
      this.#kept.set(`${name}${self.incarnation}`, new WeakRef(state));
      options.start?.(self);
      return {
        receive(message) {
          if (message === "stop") self.stop();
          state.bytes[0]!++;
        },
        signal: () => void state.bytes[0]!++,
        stopped: () => void state.bytes[0]!++,
      };
    };
    this.#kept.set(name, new WeakRef(factory));
    return factory;
  }

  /** The names of what is still held. */
  async held(): Promise<string[]> {
    // What was looked at is held until the next turn.
    await turn();
    collect();
    return [...this.#kept].filter(([, kept]) => kept.deref() !== undefined).map(([name]) => name).sort();
  }
}

Deno.test("a ref of an ended actor keeps its id and nothing of the actor", async () => {
  await using stage = new Stage();
  const keepers = new Keepers();
  const ref = stage.system.spawn("a", keepers.actor("a"));
  const id = ref.id;
  await stage.rest();
  assertEquals(await keepers.held(), ["a", "a1"]);
  ref.tell("stop");
  await stage.rest();
  assertEquals(await keepers.held(), []);
  assertEquals(ref.id, id);
});

Deno.test("a ref of an ended child keeps nothing of its parents alive", async () => {
  await using stage = new Stage();
  const keepers = new Keepers();
  const refs: Ref<string>[] = [];
  const start = (self: Context<string>) => void refs.push(self.spawn("child", keepers.actor("child")));
  const parent = stage.system.spawn("parent", keepers.actor("parent", { start }));
  await stage.rest();
  assertEquals(await keepers.held(), ["child", "child1", "parent", "parent1"]);
  parent.tell("stop");
  await stage.rest();
  assertEquals(await keepers.held(), []);
  assertEquals(refs.length, 1);
});

Deno.test("a context that is kept after its incarnation keeps nothing else alive", async () => {
  await using stage = new Stage();
  const keepers = new Keepers();
  const kept: unknown[] = [];
  const start = (self: Context<string>) => {
    kept.push(self, self.timers, self.stash, self.signal, self.adapt((text: string) => text));
    self.watch(self.spawn(keepers.actor("child")));
    self.timers.after("tick", 1_000, "tick");
  };
  stage.system.spawn("a", keepers.actor("a", { start })).tell("stop");
  await stage.rest();
  assertEquals(await keepers.held(), []);
  assertEquals(kept.length, 5);
});

Deno.test("a watched actor lets go of a watcher that ended, and a watcher of a watched actor that ended", async () => {
  await using stage = new Stage();
  const keepers = new Keepers();
  const target = stage.system.spawn("target", keepers.actor("target"));
  const watch = { start: (self: Context<string>) => self.watch(target) };
  const short = stage.system.spawn("short", keepers.actor("short", watch));
  const long = stage.system.spawn("long", keepers.actor("long", watch));
  await stage.rest();
  assertEquals(await keepers.held(), ["long", "long1", "short", "short1", "target", "target1"]);
  short.tell("stop");
  await stage.rest();
  assertEquals(await keepers.held(), ["long", "long1", "target", "target1"]);
  target.tell("stop");
  await stage.rest();
  assertEquals(await keepers.held(), ["long", "long1"]);
  assert(long.tell("still there"));
  await stage.rest();
});

Deno.test("an incarnation's state is gone while its successor waits for the backoff, and after", async () => {
  await using stage = new Stage({ backoff: { min: 100, max: 100 } });
  const keepers = new Keepers();
  const ref = stage.system.spawn("a", keepers.actor("a"), { restart: "permanent" });
  ref.tell("stop");
  await stage.rest();
  assertEquals(await keepers.held(), ["a"]);
  await stage.clock.advance(200);
  assertEquals(await keepers.held(), ["a", "a2"]);
});

Deno.test("a killed handler that never ends keeps nothing but what it holds itself", async () => {
  await using stage = new Stage();
  const keepers = new Keepers();
  const forever = new Promise<void>(() => {});
  const other = stage.system.spawn("other", () => () => forever);
  const start = (self: Context<string>) => void self.spawn("child", () => () => forever).tell("hang");
  const ref = stage.system.spawn("a", keepers.actor("a", { start }));
  other.tell("hang" as never);
  await stage.rest();
  stage.system.stop(ref, { after: "kill" });
  await stage.rest();
  assertEquals(await keepers.held(), []);
  stage.system.stop(other, { after: "kill" });
});

Deno.test("a system that has ended is not kept alive by its refs' actors", async () => {
  const keepers = new Keepers();
  const refs: Ref<string>[] = [];
  await (async () => {
    await using stage = new Stage();
    for (let n = 0; n < 10; n++) refs.push(stage.system.spawn(keepers.actor(`${n}-`)));
    await stage.rest();
  })();
  assertEquals(await keepers.held(), []);
  assertEquals(refs.length, 10);
});
