import { assertEquals } from "@std/assert";
import { Counters } from "../../../actors/routing/counters.ts";
import { subscribeLocally } from "../../../actors/routing/local.ts";
import { router } from "../../../actors/routing/router.ts";
import { turn } from "../../../actors/testing.ts";
import { keptSystem } from "./_connected.ts";
import { poison, publication, text } from "./_hearer.ts";

function station() {
  const system = keptSystem({ intensity: 10 });
  return { system, ref: system.spawn("router", router({ counters: new Counters() }), { restart: "permanent" }) };
}

Deno.test("subscribeLocally() hears what is published behind it, in order, at once and after a crash of the router", async () => {
  const { system, ref } = station();
  await using _system = system;
  const heard: string[] = [];
  subscribeLocally(system, ref, "a.*", ({ subject, payload }) => heard.push(`${subject} ${text(payload)}`));
  ref.tell(publication("a.b", "one"));
  ref.tell(publication("a", "two"));
  ref.tell(poison());
  ref.tell(publication("a.c", "three"));
  await turn();
  assertEquals(heard, ["a.b one", "a.c three"]);
});

Deno.test("subscribeLocally() hears nothing any more once its actor is stopped", async () => {
  const { system, ref } = station();
  await using _system = system;
  const heard: string[] = [];
  const own = subscribeLocally(system, ref, "a", ({ payload }) => heard.push(text(payload)));
  await turn();
  system.stop(own);
  await system.stopped(own);
  ref.tell(publication("a", "one"));
  await turn();
  assertEquals(heard, []);
  assertEquals(system.events().deadLetters.stopped, 0);
});

Deno.test("subscribeLocally() ends alone when its listener throws", async () => {
  const { system, ref } = station();
  await using _system = system;
  const heard: string[] = [];
  subscribeLocally(system, ref, "a", () => {
    throw new Error("boom");
  });
  subscribeLocally(system, ref, "a", ({ payload }) => heard.push(text(payload)));
  ref.tell(publication("a", "one"));
  ref.tell(publication("a", "two"));
  await turn();
  assertEquals(heard, ["one", "two"]);
  assertEquals(system.errors, ["boom"]);
});
