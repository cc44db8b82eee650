import { assert, assertEquals, assertFalse } from "@std/assert";
import type { Ref } from "../../../actors/mod.ts";
import { Members } from "../../../actors/routing/_members.ts";
import type { ConnectionMessage } from "../../../actors/routing/messages.ts";
import { Subscription } from "../../../actors/routing/subscription.ts";

function subscriber(id: string): Ref<ConnectionMessage> {
  return { id, tell: () => true, offer: () => Promise.resolve() };
}

Deno.test("Members.add() and remove() tell when a subscriber becomes known and unknown", () => {
  const members = new Members();
  const ada = subscriber("/ada#1");
  const one = new Subscription("a", ada);
  const two = new Subscription("b", ada);
  assert(members.add(one));
  assertFalse(members.add(two));
  assertFalse(members.remove(one));
  assert(members.remove(two));
  assertFalse(members.remove(two));
  assert(members.add(one));
});

Deno.test("Members knows a subscriber that has a label and holds nothing", () => {
  const members = new Members();
  const ada = subscriber("/ada#1");
  const one = new Subscription("a", ada);
  assert(members.label(ada, "Ada"));
  assertFalse(members.label(ada, "Ada Lovelace"));
  assertFalse(members.add(one));
  assertFalse(members.remove(one));
  assertEquals(members.labelOf(ada), "Ada Lovelace");
});

Deno.test("Members.leave() forgets a subscriber and returns what it held", () => {
  const members = new Members();
  const ada = subscriber("/ada#1");
  const held = [new Subscription("a", ada, { listed: true }), new Subscription("b", ada)];
  for (const subscription of held) members.add(subscription);
  members.label(ada, "Ada");
  assertEquals([...members.leave(ada)], held);
  assertEquals([...members.leave(ada)], []);
  assertEquals(members.labelOf(ada), "ada");
  assertEquals(members.subjects(""), []);
});

Deno.test("Members.labelOf() falls back to the last part of the path", () => {
  const members = new Members();
  assertEquals(members.labelOf(subscriber("/mailroom/connections/tcp-3#41")), "tcp-3");
  assertEquals(members.labelOf(subscriber("/$7#7")), "$7");
});

Deno.test("Members.subjects() counts the listed subjects that begin with a prefix", () => {
  const members = new Members();
  const [ada, bob] = [subscriber("/ada#1"), subscriber("/bob#2")];
  for (const who of [ada, bob]) members.add(new Subscription("room.a", who, { listed: true }));
  members.add(new Subscription("room.b", ada, { listed: true }));
  members.add(new Subscription("room.c", ada));
  members.add(new Subscription("hall", bob, { listed: true }));
  assertEquals(members.subjects("room."), [
    { subject: "room.a", subscribers: 2 },
    { subject: "room.b", subscribers: 1 },
  ]);
  members.leave(ada);
  assertEquals(members.subjects("room."), [{ subject: "room.a", subscribers: 1 }]);
});
