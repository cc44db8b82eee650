import { assert, assertEquals, assertGreater, assertLess } from "@std/assert";
import { type ActorInfo, type Context, supervisor, System } from "../../../actors/mod.ts";
import { turn } from "../../../actors/testing.ts";
import { gate, listen } from "./_listen.ts";

/** Names, and the names below them. */
function names({ name, children }: ActorInfo): unknown {
  return children.length === 0 ? name : { [name]: children.map(names) };
}

/** The actor of that name, or that it is missing. */
function find(info: ActorInfo, name: string): ActorInfo {
  const found = [info, ...info.children].find((each) => each.name === name);
  assert(found !== undefined, `${name} is not in the tree`);
  return found;
}

Deno.test("System.tree() shows all actors below their parents, oldest first, as long as they live", async () => {
  await using system = new System();
  system.spawn(
    "sup",
    supervisor({}, (self) => {
      self.spawn("b", () => () => {});
      self.spawn("a", (self) => {
        self.spawn("deep", () => () => {});
        return () => {};
      });
    }),
  );
  const last = system.spawn("last", () => () => {});
  await turn();
  assertEquals(names(system.tree()), { root: [{ sup: ["b", { a: ["deep"] }] }, "last"] });
  system.stop(last);
  await system.stopped(last);
  assertEquals(names(system.tree()), { root: [{ sup: ["b", { a: ["deep"] }] }] });
});

Deno.test("System.tree() shows where an actor is in its life and what it is doing", async () => {
  await using system = new System();
  const gates = [gate(), gate(), gate()] as const;
  const ref = system.spawn("a", async () => {
    await gates[0].passed;
    return { receive: () => gates[1].passed, stopped: () => gates[2].passed };
  });
  const look = () => {
    const { state, activity, queue } = find(system.tree(), "a");
    return [state, activity, queue];
  };
  assertEquals(look(), ["starting", "queued", 0]);
  for (const message of ["one", "two"]) ref.tell(message);
  await turn();
  assertEquals(look(), ["starting", "waiting", 2]);
  gates[0].open();
  await turn();
  assertEquals(look(), ["running", "waiting", 1]);
  gates[1].open();
  await turn();
  assertEquals(look(), ["running", "idle", 0]);
  system.stop(ref);
  await turn();
  assertEquals(look(), ["stopping", "idle", 0]);
  gates[2].open();
  await system.stopped(ref);
});

Deno.test("System.tree() counts restarts and handled messages over all incarnations", async () => {
  await using system = new System({ intensity: 10 });
  listen(system);
  const ref = system.spawn("a", () => (message: string) => {
    if (message === "boom") throw new Error("boom");
  });
  for (const message of ["one", "boom", "two", "boom", "three"]) ref.tell(message);
  await turn();
  const { id, restarts, handled } = find(system.tree(), "a");
  assertEquals([id, restarts, handled], [ref.id, 2, 5]);
});

Deno.test("System.tree() estimates the time that an actor takes", async () => {
  await using system = new System();
  const burn = (self: Context<number>) => (n: number) => {
    for (const end = performance.now() + 0.02; performance.now() < end;);
    if (n > 0) self.ref.tell(n - 1);
  };
  for (const name of ["busy", "busier"]) system.spawn(name, burn).tell(2_000);
  system.spawn("idle", () => () => {}).tell("once");
  while (find(system.tree(), "busy").handled < 2_001) await turn();
  assertGreater(find(system.tree(), "busy").time, 20);
  assertLess(find(system.tree(), "idle").time, 10);
});
