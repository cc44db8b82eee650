import { assert, assertEquals } from "@std/assert";
import { ask, type Ref, System } from "../../../actors/mod.ts";
import { Counters } from "../../../actors/routing/counters.ts";
import type { ConnectionMessage, RouterMessage } from "../../../actors/routing/messages.ts";
import { router } from "../../../actors/routing/router.ts";
import { Subscription } from "../../../actors/routing/subscription.ts";
import { ManualClock, seededRandom, turn, underSeeds } from "../../../actors/testing.ts";
import { hearer, publication, type Wish } from "./_hearer.ts";

/** A router and who listens to it. */
class Station implements AsyncDisposable {
  readonly system = new System({ clock: new ManualClock(), random: seededRandom(1) });
  readonly ref: Ref<RouterMessage> = this.system.spawn("router", router({ counters: new Counters() }));

  constructor() {
    // Where somebody listens, dead letters are not printed.
    this.system.events().subscribe(() => {});
  }

  /** Lets a subscriber join; what it hears is in the list. */
  async joined(...wishes: (string | Wish)[]): Promise<{ heard: string[]; ref: Ref<ConnectionMessage> }> {
    const heard: string[] = [];
    const ref = this.system.spawn(hearer(this.ref, wishes, heard));
    await turn();
    return { heard, ref };
  }

  async publish(subject: string, payload: string, options: { from?: Ref<ConnectionMessage>; echo?: boolean } = {}) {
    this.ref.tell(publication(subject, payload, options));
    await turn();
  }

  /** Publishes and returns who heard it, by the numbers of the lists. */
  async heardBy(subject: string, ...lists: string[][]): Promise<number[]> {
    for (const list of lists) list.length = 0;
    await this.publish(subject, "x");
    return lists.flatMap((list, i) => list.map(() => i));
  }

  async [Symbol.asyncDispose]() {
    await this.system.shutdown();
  }
}

Deno.test("router() passes a publication on to everyone whose subject matches, and to nobody else", async () => {
  await using station = new Station();
  const literal = await station.joined("room.a");
  const star = await station.joined("room.*");
  const tail = await station.joined("room.>");
  const other = await station.joined("room.b", "rooms");
  const lists = [literal.heard, star.heard, tail.heard, other.heard];
  assertEquals(await station.heardBy("room.a", ...lists), [0, 1, 2]);
  assertEquals(await station.heardBy("room.b", ...lists), [1, 2, 3]);
  assertEquals(await station.heardBy("room.a.b", ...lists), [2]);
  assertEquals(await station.heardBy("nothing", ...lists), []);
});

Deno.test("router() delivers once for each subscription, and says which it was", async () => {
  await using station = new Station();
  const { heard } = await station.joined({ subject: "a.b", sid: "1" }, { subject: "a.*", sid: "2" });
  await station.publish("a.b", "hello");
  assertEquals(heard.toSorted(), ["1:hello", "2:hello"]);
});

Deno.test("router() takes a subscription that it has already as one", async () => {
  await using station = new Station();
  const { heard, ref } = await station.joined();
  const subscription = new Subscription("a", ref);
  station.ref.tell({ type: "subscribe", subscription });
  station.ref.tell({ type: "subscribe", subscription });
  await station.publish("a", "one");
  assertEquals(heard, [":one"]);
  station.ref.tell({ type: "unsubscribe", subscription });
  station.ref.tell({ type: "unsubscribe", subscription });
  await station.publish("a", "two");
  assertEquals(heard, [":one"]);
});

Deno.test("router() lets the publisher hear itself unless it does not want to", async () => {
  await using station = new Station();
  const one = await station.joined("a");
  const two = await station.joined("a");
  await station.publish("a", "aloud", { from: one.ref, echo: true });
  await station.publish("a", "apart", { from: one.ref, echo: false });
  assertEquals(one.heard, [":aloud"]);
  assertEquals(two.heard, [":aloud", ":apart"]);
});

Deno.test("router() gives a message to one member of each queue group, and to all members in the long run", async () => {
  await using station = new Station();
  const members = [];
  for (let i = 0; i < 3; i++) members.push(await station.joined({ subject: "work", queue: "q" }));
  const other = await station.joined({ subject: "work", queue: "r" });
  const plain = await station.joined("work");
  for (let i = 0; i < 60; i++) await station.publish("work", `${i}`);
  const counts = members.map(({ heard }) => heard.length);
  assertEquals(counts.reduce((sum, count) => sum + count), 60);
  assert(counts.every((count) => count > 5), `unfair: ${counts}`);
  assertEquals(other.heard.length, 60);
  assertEquals(plain.heard.length, 60);
});

Deno.test("router() gives a queue group's message to another member than a publisher that wants no echo", async () => {
  await using station = new Station();
  const one = await station.joined({ subject: "work", queue: "q" });
  const two = await station.joined({ subject: "work", queue: "q" });
  for (let i = 0; i < 10; i++) await station.publish("work", `${i}`, { from: one.ref, echo: false });
  assertEquals([one.heard.length, two.heard.length], [0, 10]);
});

Deno.test("router() gives a queue group's message to the next member where one can take nothing more", async () => {
  await using station = new Station();
  const stuck = station.system.spawn<ConnectionMessage>(() => () => new Promise<void>(() => {}), {
    capacity: 1,
    shutdown: 0,
  });
  station.ref.tell({ type: "subscribe", subscription: new Subscription("work", stuck, { queue: "q" }) });
  const able = await station.joined({ subject: "work", queue: "q" });
  for (let i = 0; i < 20; i++) await station.publish("work", `${i}`);
  // One message is being handled for ever, one waits.
  assertEquals(able.heard.length, 18);
});

Deno.test("router() answers who would hear a subject, by label or by name, each once, in the order of their coming", async () => {
  await using station = new Station();
  const heard: string[] = [];
  station.system.spawn("first", hearer(station.ref, ["room.a", "room.*"], heard));
  station.system.spawn("second", hearer(station.ref, [{ subject: "room.a", queue: "q" }], heard));
  station.system.spawn("third", hearer(station.ref, ["room.a"], heard, "Tia"));
  station.system.spawn("fourth", hearer(station.ref, ["room.b"], heard));
  await turn();
  assertEquals(await ask(station.ref, { type: "who", subject: "room.a" }), ["first", "Tia", "second"]);
});

Deno.test("router() lists the listed subjects that begin with a prefix, with how many subscribe", async () => {
  await using station = new Station();
  const one = await station.joined({ subject: "room.a", listed: true }, { subject: "room.b", listed: true });
  await station.joined({ subject: "room.a", listed: true }, { subject: "hall.a", listed: true }, "room.hidden");
  const rooms = async () => {
    const subjects = await ask(station.ref, { type: "subjects", prefix: "room." });
    return subjects.map(({ subject, subscribers }) => `${subject} ${subscribers}`);
  };
  assertEquals(await rooms(), ["room.a 2", "room.b 1"]);
  station.system.stop(one.ref);
  await station.system.stopped(one.ref);
  assertEquals(await rooms(), ["room.a 1"]);
});

Deno.test("router() sends a fence back behind everything that was published before it, under any schedule", async () => {
  await underSeeds(async (scheduler) => {
    await using system = new System({ clock: new ManualClock(), scheduler });
    const ref = system.spawn(router({ counters: new Counters() }));
    const heard: string[] = [];
    const subscriber = system.spawn(hearer(ref, ["a"], heard));
    await turn();
    system.spawn((self) => {
      for (let i = 0; i < 5; i++) ref.tell(publication("a", `${i}`));
      ref.tell({ type: "fence", replyTo: subscriber, fence: { type: "fence", run: () => heard.push("fence") } });
      self.stop();
      return () => {};
    });
    await turn();
    assertEquals(heard, [":0", ":1", ":2", ":3", ":4", "fence"]);
  });
});

Deno.test("router() has forgotten a subscriber before whoever heard of its end can publish, under any schedule", async () => {
  await underSeeds(async (scheduler) => {
    await using system = new System({ clock: new ManualClock(), scheduler });
    const ref = system.spawn(router({ counters: new Counters() }));
    const heard: string[] = [];
    const leaver = system.spawn(hearer(ref, ["a", { subject: "a", queue: "q" }], []));
    system.spawn(hearer(ref, ["a"], heard));
    await turn();
    system.spawn((self) => {
      self.watch(leaver);
      return { receive: () => {}, signal: () => void ref.tell(publication("a", "after")) };
    });
    system.stop(leaver);
    await turn();
    assertEquals(heard, [":after"]);
    assertEquals(system.events().deadLetters.stopped, 0);
  });
});

Deno.test("router() forgets a subscriber that had ended before its subscription came", async () => {
  await using station = new Station();
  const { ref } = await station.joined();
  station.system.stop(ref);
  await station.system.stopped(ref);
  station.ref.tell({ type: "subscribe", subscription: new Subscription("a", ref, { listed: true }) });
  station.ref.tell({ type: "label", subscriber: ref, label: "ghost" });
  await turn();
  assertEquals(await ask(station.ref, { type: "subjects", prefix: "" }), []);
  assertEquals(await ask(station.ref, { type: "who", subject: "a" }), []);
});
