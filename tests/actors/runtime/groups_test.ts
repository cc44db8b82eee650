import { assert, assertEquals, assertFalse } from "@std/assert";
import fc from "fast-check";
import { type Actor, type Context, group, type GroupChange, type Ref, System } from "../../../actors/mod.ts";
import { Probe, turn } from "../../../actors/testing.ts";
import { gate, letters, listen } from "./_listen.ts";

const room = group<string>("room");
const idle: Actor<string> = () => () => {};

/** A change in words. */
function words(change: GroupChange<string>): string {
  return change.type === "members"
    ? `members ${change.members.map(({ id }) => id).join(" ")}`
    : `${change.type} ${change.member.id}`;
}

Deno.test("Groups.members() is empty for a group that nobody has made", async () => {
  await using system = new System();
  assertEquals(system.groups.members(room), []);
  assertFalse(system.groups.leave(room, system.spawn("a", idle)));
  assertEquals(system.groups.members(room), []);
});

Deno.test("Groups.members() names each once, in the order of joining, by the name of the group alone", async () => {
  await using system = new System();
  const [a, b] = [system.spawn("a", idle), system.spawn("b", idle)];
  for (const ref of [b, a, b]) assert(system.groups.join(room, ref));
  assertEquals(system.groups.members(group<string>("room")), [b, a]);
  assertEquals(system.groups.members(group<string>("another room")), []);
});

Deno.test("Groups.leave() takes back one joining: who joined three times must leave three times", async () => {
  await using system = new System();
  const a = system.spawn("a", idle);
  for (let i = 0; i < 3; i++) system.groups.join(room, a);
  assertEquals([1, 2, 3, 4].map(() => [system.groups.leave(room, a), system.groups.members(room).length]), [
    [true, 1],
    [true, 1],
    [true, 0],
    [false, 0],
  ]);
});

Deno.test("Groups agree with a list of joinings, whatever comes and goes", async () => {
  const step = fc.tuple(fc.constantFrom("join", "leave", "leave", "end"), fc.nat(3));
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      await using system = new System();
      const refs = ["a", "b", "c", "d"].map((name) => system.spawn(name, idle));
      const probe = new Probe<GroupChange<string>>(system);
      system.groups.monitor(room, probe.ref);
      const joinings: Ref<string>[] = [];
      const ended = new Set<Ref<string>>();
      const seen = new Set<string>();
      for (const [what, index] of steps) {
        const ref = refs[index]!;
        const at = joinings.indexOf(ref);
        if (what === "join") {
          assertEquals(system.groups.join(room, ref), !ended.has(ref));
          if (!ended.has(ref)) joinings.push(ref);
        } else if (what === "leave") {
          assertEquals(system.groups.leave(room, ref), at !== -1);
          if (at !== -1) joinings.splice(joinings.lastIndexOf(ref), 1);
        } else {
          system.stop(ref);
          await system.stopped(ref);
          ended.add(ref);
          joinings.splice(0, joinings.length, ...joinings.filter((each) => each !== ref));
        }
        assertEquals(new Set(system.groups.members(room)), new Set(joinings));
      }
      await turn();
      while (probe.size > 0) {
        const change = await probe.next();
        if (change.type === "members") assertEquals(change.members, []);
        else if (change.type === "joined") assert(!seen.has(change.member.id) && seen.add(change.member.id));
        else assert(seen.delete(change.member.id));
      }
      assertEquals(seen, new Set(joinings.map(({ id }) => id)));
    }),
    { numRuns: 50 },
  );
});

Deno.test("Groups lose a member when it ends, before anybody can hear of its end and publish again", async () => {
  await using system = new System();
  const events = listen(system);
  const publish = () => system.groups.members(room).map((ref) => ref.tell("news"));
  const [a, b] = [system.spawn("a", idle), system.spawn("b", idle)];
  for (const ref of [a, b]) system.groups.join(room, ref);
  const told: boolean[][] = [];
  const watcher = system.spawn("watcher", (self: Context<string>) => {
    self.watch(a);
    return { receive: () => {}, signal: () => void told.push(publish()) };
  });
  system.events().subscribe((event) => void (event.type === "stopped" && event.id === a.id && told.push(publish())));
  const heard = system.stopped(a).then(() => told.push(publish()));
  watcher.tell("get ready");
  await turn();
  system.stop(a, { after: "kill" });
  await heard;
  await turn();
  assertEquals(told, [[true], [true], [true]]);
  assertEquals(letters(events), []);
});

Deno.test("Groups lose a member that joined by an adapted ref when its actor ends", async () => {
  await using system = new System();
  const ref = system.spawn("a", (self: Context<number>) => {
    system.groups.join(room, self.adapt((text: string) => text.length));
    return () => {};
  });
  await turn();
  assertEquals(system.groups.members(room).length, 1);
  system.stop(ref);
  await system.stopped(ref);
  assertEquals(system.groups.members(room), []);
});

Deno.test("Groups keep a member that restarts", async () => {
  await using system = new System();
  listen(system);
  const a = system.spawn("a", (): (message: string) => void => () => {
    throw new Error("boom");
  });
  system.groups.join(room, a);
  a.tell("boom");
  await turn();
  assertEquals(system.groups.members(room), [a]);
});

Deno.test("Groups keep a member whose mailbox is full, and it hears of what comes when it has room again", async () => {
  await using system = new System();
  const events = listen(system);
  const seen: string[] = [];
  const { passed, open } = gate();
  const slow = system.spawn("slow", () => async (message: string) => {
    seen.push(message);
    await passed;
  }, { capacity: 2 });
  system.groups.join(room, slow);
  const publish = (message: string) => system.groups.members(room).forEach((ref) => ref.tell(message));
  for (let i = 0; i < 100; i++) publish(`burst ${i}`);
  assertEquals(letters(events).length, 98);
  open();
  await turn();
  publish("after the burst");
  await turn();
  assertEquals(seen, ["burst 0", "burst 1", "after the burst"]);
});

Deno.test("Groups.join() refuses an actor that has ended", async () => {
  await using system = new System();
  const a = system.spawn("a", idle);
  system.stop(a);
  await system.stopped(a);
  assertFalse(system.groups.join(room, a));
  assertEquals(system.groups.members(room), []);
});

Deno.test("Groups.monitor() tells who is in, then every change, with no gap and no repetition", async () => {
  await using system = new System();
  const [a, b, c] = ["a", "b", "c"].map((name) => system.spawn(name, idle)) as [Ref<string>, Ref<string>, Ref<string>];
  const probe = new Probe<GroupChange<string>>(system);
  system.groups.join(room, a);
  const subscription = system.groups.monitor(room, probe.ref);
  system.groups.join(room, b);
  system.groups.join(room, b);
  system.groups.leave(room, a);
  system.groups.leave(room, b);
  system.groups.join(group<string>("another room"), c);
  system.stop(b);
  await system.stopped(b);
  subscription[Symbol.dispose]();
  system.groups.join(room, c);
  const expected = [`members ${a.id}`, `joined ${b.id}`, `left ${a.id}`, `left ${b.id}`];
  const seen: string[] = [];
  for (let i = 0; i < expected.length; i++) seen.push(words(await probe.next()));
  assertEquals(seen, expected);
  await probe.expectNothing();
});

Deno.test("Groups.monitor() ends with its actor, which does not hear of its own leaving", async () => {
  await using system = new System();
  const events = listen(system);
  const a: Ref<string | GroupChange<string>> = system.spawn("a", () => () => {});
  const [b, c] = [system.spawn("b", idle), system.spawn("c", idle)];
  for (const ref of [a, b]) system.groups.join(room, ref);
  system.groups.monitor(room, a);
  await turn();
  system.stop(a);
  await system.stopped(a);
  system.groups.join(room, c);
  system.groups.leave(room, b);
  assertEquals(letters(events), []);
  assertEquals(system.groups.members(room), [c]);
});
