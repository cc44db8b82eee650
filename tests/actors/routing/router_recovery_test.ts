import { assertEquals } from "@std/assert";
import { ask, type Ref, System } from "../../../actors/mod.ts";
import { Counters } from "../../../actors/routing/counters.ts";
import { Publication } from "../../../actors/routing/publication.ts";
import { router, subscribersOf } from "../../../actors/routing/router.ts";
import type { ConnectionMessage, RouterMessage } from "../../../actors/routing/messages.ts";
import { Subscription } from "../../../actors/routing/subscription.ts";
import { ManualClock, seededRandom, turn, underSeeds } from "../../../actors/testing.ts";
import { hearer, poison, publication, text } from "./_hearer.ts";

/** A system whose events somebody hears, so that failures that are meant are not printed. */
function quietSystem(options: ConstructorParameters<typeof System>[0] = {}): System {
  const system = new System({ clock: new ManualClock(), intensity: 1_000, ...options });
  system.events().subscribe(() => {});
  return system;
}

/** An actor that tells another a few things, one in each of its turns. */
function teller<M>(system: System, to: Ref<M>, messages: readonly M[]): void {
  const ref = system.spawn(() => (message: M) => void to.tell(message));
  for (const message of messages) ref.tell(message);
}

/** How often the router was started again. */
function restarts(system: System): number | undefined {
  return system.tree().children.find(({ name }) => name === "router")?.restarts;
}

/** A subscriber that never answers a new incarnation of the router. */
function mute(system: System, to: Ref<RouterMessage>): Ref<ConnectionMessage> {
  const ref = system.spawn<ConnectionMessage>(() => () => {});
  system.groups.join(subscribersOf(to), ref);
  return ref;
}

Deno.test("router() loses nothing in a crash but the message it crashed on, under 300 schedules", async () => {
  const publishers = ["x", "y", "z"];
  await underSeeds(async (scheduler, seed) => {
    const random = seededRandom(seed);
    await using system = quietSystem({ scheduler });
    const ref = system.spawn("router", router({ counters: new Counters() }), { restart: "permanent" });
    const lists: string[][] = [[], [], []];
    const leaving: string[] = [];
    for (const heard of lists) system.spawn(hearer(ref, ["room.*"], heard));
    const leaver = system.spawn(hearer(ref, ["room.a"], leaving));
    await turn();
    for (const name of publishers) {
      const messages = Array.from({ length: 8 }, (_, i) => publication("room.a", `${name}${i}`));
      messages.splice(Math.floor(random() * messages.length), 0, poison());
      teller(system, ref, messages);
    }
    // Somebody leaves meanwhile; nobody may wait for it. The clock stands still: no waiting time is ever over.
    teller(system, { id: "", tell: () => (system.stop(leaver), true), offer: () => Promise.resolve() }, [0]);
    await turn();
    for (const heard of lists) {
      for (const name of publishers) {
        const own = heard.filter((line) => line.startsWith(`:${name}`));
        assertEquals(own, Array.from({ length: 8 }, (_, i) => `:${name}${i}`));
      }
      assertEquals(heard.length, 24);
    }
    assertEquals(restarts(system), 3);
  }, { seeds: 300 });
});

Deno.test("router() goes on after a crash as before: who ends is forgotten, who comes is heard of", async () => {
  await using system = quietSystem();
  const ref = system.spawn("router", router({ counters: new Counters() }), { restart: "permanent" });
  const stays: string[] = [];
  const comes: string[] = [];
  system.spawn("stays", hearer(ref, ["a"], stays));
  const leaver = system.spawn("leaves", hearer(ref, ["a"], []));
  await turn();
  ref.tell(poison());
  await turn();
  system.stop(leaver);
  system.spawn("comes", hearer(ref, ["a"], comes));
  await turn();
  ref.tell(publication("a", "after"));
  assertEquals(await ask(ref, { type: "who", subject: "a" }), ["stays", "comes"]);
  assertEquals([stays, comes], [[":after"], [":after"]]);
  assertEquals(restarts(system), 1);
});

Deno.test("router() answers questions asked during its recovery with the whole picture, labels too", async () => {
  await using system = quietSystem();
  const ref = system.spawn("router", router({ counters: new Counters() }), { restart: "permanent" });
  system.spawn("one", hearer(ref, [{ subject: "room.a", listed: true }], [], "Ada"));
  system.spawn("two", hearer(ref, [{ subject: "room.a", listed: true }], []));
  await turn();
  ref.tell(poison());
  const who = ask(ref, { type: "who", subject: "room.a" });
  const subjects = ask(ref, { type: "subjects", prefix: "room." });
  assertEquals(await who, ["Ada", "two"]);
  assertEquals(await subjects, [{ subject: "room.a", subscribers: 2 }]);
});

Deno.test("router() waits a second for subscribers that do not answer, and no longer", async () => {
  const clock = new ManualClock();
  await using system = quietSystem({ clock });
  const ref = system.spawn("router", router({ counters: new Counters() }), { restart: "permanent" });
  const heard: string[] = [];
  system.spawn(hearer(ref, ["a"], heard));
  mute(system, ref);
  await turn();
  ref.tell(poison());
  ref.tell(publication("a", "one"));
  await clock.advance(999);
  assertEquals(heard, []);
  await clock.advance(1);
  assertEquals(heard, [":one"]);
  ref.tell(publication("a", "two"));
  await turn();
  assertEquals(heard, [":one", ":two"]);
});

Deno.test("router() does not wait for a subscriber that ends during the recovery", async () => {
  await using system = quietSystem();
  const ref = system.spawn("router", router({ counters: new Counters() }), { restart: "permanent" });
  const heard: string[] = [];
  system.spawn(hearer(ref, ["a"], heard));
  const silent = mute(system, ref);
  await turn();
  ref.tell(poison());
  ref.tell(publication("a", "one"));
  await turn();
  assertEquals(heard, []);
  system.stop(silent);
  await turn();
  assertEquals(heard, [":one"]);
});

Deno.test("router() keeps the bytes of a publication that waits for its recovery", async () => {
  await using system = quietSystem();
  const ref = system.spawn("router", router({ counters: new Counters() }), { restart: "permanent" });
  const silent = mute(system, ref);
  const heard: string[] = [];
  const listener = system.spawn<ConnectionMessage>(() => (message) => {
    if (message.type !== "delivery") return;
    const { headers, payload, reply, tail, buffer, end } = message.publication;
    heard.push([text(headers), text(payload), reply, text(buffer.subarray(end, end + tail))].join("|"));
  });
  await turn();
  ref.tell(poison());
  ref.tell({ type: "subscribe", subscription: new Subscription("a", listener) });
  const buffer = new TextEncoder().encode("..HEADpayload\r\n..");
  ref.tell(new Publication("a", buffer, 2, 13, { headerSize: 4, tail: 2, reply: "inbox" }));
  await turn();
  buffer.fill(0);
  system.stop(silent);
  await turn();
  assertEquals(heard, ["HEAD|payload|inbox|\r\n"]);
});

Deno.test("router() lets 65,536 messages wait for its recovery, and counts those it drops", async () => {
  await using system = quietSystem();
  const counters = new Counters();
  const spec = { restart: "permanent", capacity: 1 << 20 } as const;
  const ref: Ref<RouterMessage> = system.spawn("router", router({ counters }), spec);
  let heard = 0;
  const silent = mute(system, ref);
  const listener = system.spawn<ConnectionMessage>(() => (message) => void (message.type === "delivery" && heard++), {
    capacity: Infinity,
  });
  await turn();
  ref.tell(poison());
  ref.tell({ type: "subscribe", subscription: new Subscription("a", listener) });
  const bytes = new Uint8Array(1);
  for (let i = 0; i < 65_536 + 10; i++) ref.tell(new Publication("a", bytes, 0, 1));
  await turn();
  system.stop(silent);
  await turn();
  assertEquals(heard, 65_536);
  assertEquals(counters.get("router_recovery_dropped"), 10);
});
