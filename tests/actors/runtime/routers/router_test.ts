import { assert, assertEquals, assertFalse, assertInstanceOf, assertThrows } from "@std/assert";
import {
  addMember,
  ask,
  broadcast,
  group,
  type Ref,
  removeMember,
  roundRobin,
  router,
  type RouterCommand,
  type RoutingStrategy,
  StoppedError,
} from "../../../../actors/mod.ts";
import { underSeeds } from "../../../../actors/testing.ts";
import { letters, rejection } from "../_listen.ts";
import { Stage } from "../_stage.ts";
import { row } from "./_row.ts";

Deno.test("router() leaves a dead member out before the next message, also of those that wait already", async () => {
  await using stage = new Stage();
  const { refs, take } = row<number>(stage.system, "abc");
  const all = stage.system.spawn(router({ strategy: broadcast(), members: refs }));
  await stage.rest();
  stage.system.stop(refs[1]!);
  await stage.rest();
  all.tell(1);
  assertEquals(await stage.rest().then(take), ["a 1", "c 1"]);
  assertEquals(stage.seen("dead-letter"), []);
});

Deno.test("router() never routes to a member that had ended when the message was routed, whoever runs when", async () => {
  await underSeeds(async (scheduler) => {
    await using stage = new Stage({ scheduler });
    const { refs } = row<number>(stage.system, "abcd");
    const strategy: RoutingStrategy<number> = () => (message, members) => {
      const ended = stage.seen("stopped").map(({ id }) => id);
      for (const member of members) {
        assertFalse(ended.includes(member.id));
        member.tell(message);
      }
    };
    const all = stage.system.spawn("all", router({ strategy, members: refs }));
    stage.system.spawn(() => {
      for (let i = 0; i < 10; i++) {
        all.tell(i);
        if (i % 3 === 1) stage.system.stop(refs[Math.floor(i / 3)]!);
      }
      return () => {};
    });
    await stage.rest();
    assertEquals(stage.seen("failed"), []);
    assertEquals(stage.seen("stopped").length, 3);
  }, { seeds: 50 });
});

Deno.test("router() takes members in and lets them go in the order it is told", async () => {
  await using stage = new Stage();
  const { refs: [a, b], take } = row<string>(stage.system, "ab");
  const all = stage.system.spawn("all", router({ strategy: broadcast(), members: [a!] }));
  for (const message of ["1", addMember(b!), "2", removeMember(a!), "3", removeMember(a!), addMember(b!), "4"]) {
    all.tell(message);
  }
  assertEquals(await stage.rest().then(take), ["a 1", "a 2", "b 2", "b 3", "b 4"]);
});

Deno.test("router() takes its ref for the routed messages alone, and one for commands as well", async () => {
  await using stage = new Stage();
  const { refs } = row<string>(stage.system, "a");
  const both: Ref<string | RouterCommand<string>> = stage.system.spawn(
    router({ strategy: roundRobin(), members: refs }),
  );
  const routed: Ref<string> = both;
  // @ts-expect-error a number is not routed
  assert(both.tell(1));
  // @ts-expect-error a command is no string
  assert(routed.tell(addMember(refs[0]!)));
});

Deno.test("router() is not harmed by the end of a member that it has let go", async () => {
  await using stage = new Stage();
  const { refs: [a, b], take } = row<string>(stage.system, "ab");
  const all = stage.system.spawn("all", router({ strategy: broadcast(), members: [a!, b!] }));
  all.tell(removeMember(a!));
  await stage.rest();
  stage.system.stop(a!);
  all.tell("1");
  assertEquals(await stage.rest().then(take), ["b 1"]);
  assertEquals(stage.seen("failed"), []);
});

Deno.test("router() keeps watching an actor that is a member by another ref as well", async () => {
  await using stage = new Stage();
  const log: string[] = [];
  let adapted: Ref<string> | undefined;
  const a = stage.system.spawn<string>("a", (self) => {
    adapted = self.adapt((text: string) => text.toUpperCase());
    return (text) => void log.push(text);
  });
  await stage.rest();
  const all = stage.system.spawn("all", router({ strategy: broadcast(), members: [a, adapted!] }));
  all.tell("x");
  all.tell(removeMember(a));
  all.tell("y");
  await stage.rest();
  assertEquals(log, ["x", "X", "Y"]);
  stage.system.stop(a);
  await stage.rest();
  all.tell("z");
  await stage.rest();
  assertEquals(letters(stage.events), [["unhandled", "z"]]);
});

Deno.test("router() without members makes a message a dead letter, and fails a question at once", async () => {
  await using stage = new Stage();
  type Query = { readonly replyTo: Ref<string> } | "tell";
  const nobody = stage.system.spawn("nobody", router<Query>({ strategy: roundRobin() }));
  assert(nobody.tell("tell"));
  const error = await rejection(ask(nobody, {}));
  assertInstanceOf(error, StoppedError);
  assertEquals(error.message, `Cannot route a message of ${nobody.id}: it has no members`);
  assertEquals(letters(stage.events).map(([why]) => why), ["unhandled", "unhandled"]);
  assertEquals(stage.seen("dead-letter")[0]?.id, nobody.id);
});

Deno.test("router() passes questions on, and the answer comes from the member", async () => {
  await using stage = new Stage();
  type Query = { readonly n: number; readonly replyTo: Ref<number> };
  const member = stage.system.spawn(() => ({ n, replyTo }: Query) => void replyTo.tell(n * 2));
  const pool = stage.system.spawn(router({ strategy: roundRobin(), members: [member] }));
  assertEquals(await ask(pool, { n: 4 }), 8);
});

Deno.test("router() of a group has who is in it, then whoever joins, until they leave or end", async () => {
  await using stage = new Stage();
  const { refs: [a, b, c], take } = row<string>(stage.system, "abc");
  const key = group<string>("g");
  const { groups } = stage.system;
  groups.join(key, a!);
  const all = stage.system.spawn("all", router({ strategy: broadcast(), group: key }));
  // Told before the router has started: it must find its members there.
  all.tell("1");
  assertEquals(await stage.rest().then(take), ["a 1"]);
  groups.join(key, b!);
  groups.join(key, c!);
  all.tell("2");
  assertEquals(await stage.rest().then(take), ["a 2", "b 2", "c 2"]);
  groups.leave(key, a!);
  stage.system.stop(c!);
  await stage.rest();
  all.tell("3");
  assertEquals(await stage.rest().then(take), ["b 3"]);
  assertEquals(stage.seen("dead-letter"), []);
});

Deno.test("router() of a group hears of it even while its mailbox is full", async () => {
  await using stage = new Stage();
  const { refs: [a, b], take } = row<string>(stage.system, "ab");
  const key = group<string>("g");
  stage.system.groups.join(key, a!);
  const all = stage.system.spawn("all", router({ strategy: broadcast(), group: key }), { capacity: 1 });
  await stage.rest();
  all.tell("1");
  stage.system.groups.join(key, b!);
  assert(!all.tell("2"));
  await stage.rest();
  all.tell("3");
  assertEquals(await stage.rest().then(take), ["a 1", "a 3", "b 3"]);
});

Deno.test("router() that restarts begins with its members and its group as they are then", async () => {
  await using stage = new Stage();
  const { refs: [a, b, c], take } = row<string>(stage.system, "abc");
  const key = group<string>("g");
  stage.system.groups.join(key, b!);
  const strategy: RoutingStrategy<string> = () => (message, members) => {
    if (message === "crash") throw new Error("boom");
    for (const member of members) member.tell(message);
  };
  const all = stage.system.spawn("all", router({ strategy, members: [a!], group: key }));
  await stage.rest();
  all.tell("crash");
  // News for the incarnation that is over, which the next must not take for its own.
  stage.system.groups.leave(key, b!);
  stage.system.groups.join(key, c!);
  all.tell("1");
  assertEquals(await stage.rest().then(take), ["a 1", "c 1"]);
  stage.system.groups.join(key, b!);
  all.tell("2");
  assertEquals(await stage.rest().then(take), ["a 2", "c 2", "b 2"]);
});

Deno.test("router() that has ended monitors its group no more", async () => {
  await using stage = new Stage();
  const { refs: [a] } = row<string>(stage.system, "a");
  const key = group<string>("g");
  const all = stage.system.spawn("all", router({ strategy: broadcast(), group: key }));
  await stage.rest();
  stage.system.stop(all);
  await stage.rest();
  stage.system.groups.join(key, a!);
  assertEquals(letters(stage.events), []);
});

Deno.test("addMember() refuses what is not the ref of an actor here", () => {
  const foreign: Ref<string> = { id: "elsewhere", tell: () => true, offer: () => Promise.resolve() };
  assertThrows(() => addMember(foreign), TypeError, "Cannot add elsewhere to a router");
});
