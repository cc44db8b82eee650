import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { ask, type Ref, System } from "../../../actors/mod.ts";
import { Counters } from "../../../actors/routing/counters.ts";
import { type Interest, type LinkKind, NO_QUEUES } from "../../../actors/routing/forward.ts";
import type { ConnectionMessage, RouterMessage } from "../../../actors/routing/messages.ts";
import { Publication } from "../../../actors/routing/publication.ts";
import { router, subscribersOf } from "../../../actors/routing/router.ts";
import { Subscription } from "../../../actors/routing/subscription.ts";
import { Volley } from "../../../actors/routing/volley.ts";
import { hearer, poison } from "./_hearer.ts";
import { ManualClock, seededRandom, turn } from "../../../actors/testing.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function publication(subject: string, text: string, options: ConstructorParameters<typeof Publication>[4] = {}) {
  const bytes = encoder.encode(text);
  return new Publication(subject, bytes, 0, bytes.length, options);
}

/** A router with servers that are linked to it and subscribers of its own. */
class Hub implements AsyncDisposable {
  readonly system = new System({ clock: new ManualClock(), random: seededRandom(3) });
  readonly counters = new Counters();
  readonly router: Ref<RouterMessage> = this.system.spawn("router", router({ counters: this.counters }));

  constructor() {
    this.system.events().subscribe(() => {});
  }

  /** A linked server, with all it is sent: texts such as `all a,b q:2`, `a=1`, `a:hello`, `a:hello[q]`. */
  link(kind: LinkKind): Linked {
    return new Linked(this.system, this.router, kind);
  }

  /** A subscriber here; what it hears is in the list. */
  subscriber(
    subject: string,
    queue?: string,
  ): { heard: string[]; ref: Ref<ConnectionMessage>; subscription: Subscription } {
    const heard: string[] = [];
    const ref = this.system.spawn<ConnectionMessage>(() => (message) => {
      if (message.type === "delivery") heard.push(text(message.publication));
      if (message.type === "volley-delivery") heard.push(...message.volley.publications.map(text));
      if (message.type === "undelivered") heard.push("undelivered");
    });
    const subscription = new Subscription(subject, ref, { queue });
    this.router.tell({ type: "subscribe", subscription });
    return { heard, ref, subscription };
  }

  async publish(subject: string, text: string, options: ConstructorParameters<typeof Publication>[4] = {}) {
    this.router.tell(publication(subject, text, options));
    await turn();
  }

  async [Symbol.asyncDispose]() {
    await this.system.shutdown();
  }
}

class Linked {
  readonly got: string[] = [];
  readonly ref: Ref<ConnectionMessage>;
  readonly #router: Ref<RouterMessage>;
  readonly #kind: LinkKind;
  readonly #wishes: Subscription[] = [];

  constructor(system: System, router: Ref<RouterMessage>, kind: LinkKind) {
    this.#router = router;
    this.#kind = kind;
    this.ref = system.spawn<ConnectionMessage>(() => (message) => {
      if (message.type === "resubscribe") return this.#repeat();
      if (message.type === "interests") this.got.push(`all ${message.interests.map(interestText).sort().join(" ")}`);
      if (message.type === "interest") this.got.push(interestText(message.interest));
      if (message.type === "forward") {
        const { publication: sent, queues, plain } = message;
        const all = sent.type === "volley" ? sent.publications : [sent];
        for (const each of all) {
          this.got.push(`${text(each)}${plain ? "" : "-"}${queues.length === 0 ? "" : `[${queues}]`}`);
        }
      }
    });
    system.groups.join(subscribersOf(router), this.ref);
    router.tell({ type: "link", link: this.ref, kind });
  }

  /** What every link does when there is a new incarnation of the router. */
  #repeat(): void {
    for (const subscription of this.#wishes) this.#router.tell({ type: "subscribe", subscription });
    this.#router.tell({ type: "link", link: this.ref, kind: this.#kind });
    this.#router.tell({ type: "recovered", subscriber: this.ref });
  }

  /** Somebody there wants something. */
  wants(subject: string, queue?: string, weight = 1): Subscription {
    const subscription = new Subscription(subject, this.ref, { queue, weight, remote: this.#kind });
    this.#wishes.push(subscription);
    this.#router.tell({ type: "subscribe", subscription });
    return subscription;
  }

  taken(): string[] {
    return this.got.splice(0);
  }
}

function text(publication: Publication): string {
  return `${publication.subject}:${decoder.decode(publication.payload)}`;
}

function interestText({ subject, queue, count }: Interest): string {
  return `${subject}${queue === undefined ? "" : `/${queue}`}=${count}`;
}

Deno.test("router() tells a link all that is wanted here, then each change, plain ones only when it is the first or last", async () => {
  await using hub = new Hub();
  hub.subscriber("a");
  hub.subscriber("q.*", "workers");
  await turn();
  const link = hub.link("peer");
  await turn();
  assertEquals(link.taken(), ["all a=1 q.*/workers=1"]);
  const second = hub.subscriber("a");
  const member = hub.subscriber("q.*", "workers");
  const other = hub.subscriber("b");
  await turn();
  assertEquals(link.taken(), ["q.*/workers=2", "b=1"]);
  hub.router.tell({ type: "unsubscribe", subscription: second.subscription });
  hub.system.stop(other.ref);
  hub.system.stop(member.ref);
  await turn();
  assertEquals(link.taken().toSorted(), ["b=0", "q.*/workers=1"]);
});

Deno.test("router() tells links nothing of what other links want", async () => {
  await using hub = new Hub();
  const first = hub.link("peer");
  const second = hub.link("hub");
  first.wants("a");
  second.wants("b", "q");
  await turn();
  assertEquals(first.taken(), ["all "]);
  assertEquals(second.taken(), ["all "]);
});

Deno.test("router() sends what is published here once to each link that wants it, however many of its wishes match", async () => {
  await using hub = new Hub();
  const link = hub.link("peer");
  const idle = hub.link("peer");
  link.wants("a.b");
  link.wants("a.*");
  link.wants(">");
  idle.wants("c");
  await turn();
  link.taken(), idle.taken();
  await hub.publish("a.b", "x");
  assertEquals(link.taken(), ["a.b:x"]);
  assertEquals(idle.taken(), []);
});

Deno.test("router() keeps what comes from a link here, for subscribers of their own and the groups named", async () => {
  await using hub = new Hub();
  const from = hub.link("peer");
  const other = hub.link("peer");
  const leaf = hub.link("hub");
  other.wants(">");
  leaf.wants(">");
  const plain = hub.subscriber("a");
  const named = hub.subscriber("a", "named");
  const unnamed = hub.subscriber("a", "unnamed");
  await turn();
  for (const each of [from, other, leaf]) each.taken();
  await hub.publish("a", "1", { from: from.ref, queues: NO_QUEUES });
  await hub.publish("a", "2", { from: from.ref, queues: ["named"] });
  await hub.publish("a", "3", { from: from.ref, queues: ["named"], only: true });
  assertEquals(plain.heard, ["a:1", "a:2"]);
  assertEquals(named.heard, ["a:2", "a:3"]);
  assertEquals(unnamed.heard, []);
  assertEquals([from, other, leaf].flatMap((each) => each.taken()), []);
});

Deno.test("router() gives a group's message to a member here, else to a peer, else to the hub, and to one only", async () => {
  await using hub = new Hub();
  const peer = hub.link("peer");
  const leaf = hub.link("hub");
  leaf.wants("q", "g");
  await turn();
  peer.taken(), leaf.taken();
  await hub.publish("q", "1");
  assertEquals([peer.taken(), leaf.taken()], [[], ["q:1-[g]"]]);
  peer.wants("q", "g");
  await hub.publish("q", "2");
  assertEquals([peer.taken(), leaf.taken()], [["q:2-[g]"], []]);
  const member = hub.subscriber("q", "g");
  await turn();
  peer.taken(), leaf.taken();
  await hub.publish("q", "3");
  assertEquals([peer.taken(), leaf.taken(), member.heard], [[], [], ["q:3"]]);
});

Deno.test("router() sends one message for subscribers of their own and the groups that a link is to serve", async () => {
  await using hub = new Hub();
  const link = hub.link("peer");
  link.wants("s");
  link.wants("s", "g");
  link.wants("*", "h");
  const here = hub.subscriber("s", "h");
  await turn();
  link.taken();
  await hub.publish("s", "x");
  assertEquals(link.taken(), ["s:x[g]"]);
  assertEquals(here.heard, ["s:x"]);
});

Deno.test("router() chooses among peers by how many members they have", async () => {
  await using hub = new Hub();
  const few = hub.link("peer");
  const many = hub.link("peer");
  few.wants("q", "g", 1);
  many.wants("q", "g", 9);
  await turn();
  few.taken(), many.taken();
  for (let i = 0; i < 1_000; i++) hub.router.tell(publication("q", ""));
  await turn();
  const [fewer, more] = [few.taken().length, many.taken().length];
  assertEquals(fewer + more, 1_000);
  assert(fewer > 50 && fewer < 150, `${fewer} of 1,000 where a tenth was wanted`);
});

Deno.test("router() treats a volley as its publications, one by one where a group is to be served", async () => {
  await using hub = new Hub();
  const link = hub.link("peer");
  link.wants("v");
  await turn();
  link.taken();
  const volley = () => new Volley(publication("v", "1"), publication("v", "2"));
  hub.router.tell(volley());
  await turn();
  assertEquals(link.taken(), ["v:1", "v:2"]);
  link.wants("v", "g");
  hub.router.tell(volley());
  await turn();
  assertEquals(link.taken(), ["v:1[g]", "v:2[g]"]);
  const plain = hub.subscriber("v");
  const member = hub.subscriber("v", "g");
  const queues = ["g"];
  const options = { from: link.ref, queues };
  await turn();
  hub.router.tell(new Volley(publication("v", "3", options), publication("v", "4", options)));
  await turn();
  assertEquals([plain.heard, member.heard], [["v:3", "v:4"], ["v:3", "v:4"]]);
});

Deno.test("router() hands a group's message from the hub to a peer where nobody here is left, and counts it when nobody is", async () => {
  await using hub = new Hub();
  const leaf = hub.link("hub");
  const peer = hub.link("peer");
  const another = hub.link("peer");
  peer.wants("q", "g");
  await turn();
  for (const each of [leaf, peer, another]) each.taken();
  await hub.publish("q", "1", { from: leaf.ref, queues: ["g"] });
  assertEquals([leaf.taken(), peer.taken()], [[], ["q:1-[g]"]]);
  await hub.publish("q", "2", { from: another.ref, queues: ["g"] });
  assertEquals([leaf.taken(), peer.taken(), another.taken()], [[], [], []]);
  assertEquals(hub.counters.get("queue_deliveries_lost"), 1);
});

Deno.test("router() says that nobody got a request only when no link wanted it either", async () => {
  await using hub = new Hub();
  const link = hub.link("peer");
  const requester = hub.subscriber("inbox.*");
  const options = { from: requester.ref, reply: "inbox.1", receipt: true };
  await hub.publish("svc", "1", options);
  assertEquals(requester.heard.splice(0), ["undelivered"]);
  link.wants("svc", "g");
  await hub.publish("svc", "2", options);
  assertEquals(requester.heard, []);
});

Deno.test("router() forgets all that a link wanted when it ends, and tells it nothing more", async () => {
  await using hub = new Hub();
  const link = hub.link("peer");
  for (let i = 0; i < 10; i++) link.wants(`s.${i}`, i % 2 === 0 ? "g" : undefined);
  await turn();
  assertEquals((await ask(hub.router, { type: "stats" })).remote, 10);
  hub.system.stop(link.ref);
  await turn();
  const { remote, size } = await ask(hub.router, { type: "stats" });
  assertEquals([remote, size], [0, 0]);
  link.taken();
  hub.subscriber("later");
  await hub.publish("s.1", "x");
  assertEquals(link.taken(), []);
});

Deno.test("router() that has crashed asks links again, and tells them what those who are here want by then", async () => {
  await using hub = new Hub();
  const link = hub.link("peer");
  link.wants("there");
  hub.system.spawn(hearer(hub.router, ["here"], []));
  await turn();
  assertEquals(link.taken(), ["all ", "here=1"]);
  hub.router.tell(poison());
  hub.router.tell(publication("there", "waits"));
  await turn();
  assertEquals(link.taken().toSorted(), ["all here=1", "there:waits"]);
});

Deno.test("router() tells a link just what a recount would say, whatever comes and goes", async () => {
  const step = fc.record({
    subject: fc.constantFrom("a", "b", "a.*", ">"),
    queue: fc.option(fc.constantFrom("g", "h"), { nil: undefined }),
    leave: fc.option(fc.nat(20), { nil: undefined }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.nat(40), async (steps, joinAt) => {
      await using hub = new Hub();
      const here: ReturnType<Hub["subscriber"]>[] = [];
      let link: Linked | undefined;
      for (const [i, { subject, queue, leave }] of steps.entries()) {
        if (i === joinAt) link = hub.link("peer");
        if (leave === undefined || leave >= here.length) here.push(hub.subscriber(subject, queue));
        else hub.router.tell({ type: "unsubscribe", subscription: here.splice(leave, 1)[0]!.subscription });
      }
      link ??= hub.link("peer");
      await turn();
      const told = new Map<string, number>();
      for (const line of link.taken().flatMap((line) => line.startsWith("all ") ? line.slice(4).split(" ") : [line])) {
        const [key, count] = line.split("=");
        if (count === "0") told.delete(key!);
        else if (key !== "") told.set(key!, Number(count));
      }
      const real = new Map<string, number>();
      for (const { subscription: { subject, queue } } of here) {
        const key = queue === undefined ? subject : `${subject}/${queue}`;
        real.set(key, queue === undefined ? 1 : (real.get(key) ?? 0) + 1);
      }
      // Beyond the first, the number of those who want each message for themselves is not told.
      for (const key of told.keys()) if (!key.includes("/")) told.set(key, 1);
      assertEquals(new Map([...told].toSorted()), new Map([...real].toSorted()));
    }),
    { numRuns: 60 },
  );
});
