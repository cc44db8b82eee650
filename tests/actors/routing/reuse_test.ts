import { assertEquals } from "@std/assert";
import { type Ref, supervisor, type System } from "../../../actors/mod.ts";
import { Counters } from "../../../actors/routing/counters.ts";
import type { Exchange, RoutedProtocol } from "../../../actors/routing/exchange.ts";
import type { ConnectionMessage, RouterMessage } from "../../../actors/routing/messages.ts";
import { Publication } from "../../../actors/routing/publication.ts";
import { router, subscribersOf } from "../../../actors/routing/router.ts";
import { Subscription } from "../../../actors/routing/subscription.ts";
import { ManualClock, turn, underSeeds } from "../../../actors/testing.ts";
import { connectSocket, keptSystem } from "./_connected.ts";
import { hearer, poison, text } from "./_hearer.ts";
import { testService } from "./_service.ts";

/** Publishes each chunk, which it does not copy. */
function publisher(): RoutedProtocol {
  let exchange: Exchange;
  return {
    attached: (given) => void (exchange = given),
    received: (chunk) => exchange.publish(new Publication("a", chunk, 0, chunk.length, { from: exchange.ref })),
    delivered: () => {},
  };
}

/** Sends texts one after the other through a connection, each when the one before has been read. */
async function sendAll(system: System, ref: Ref<RouterMessage>, texts: readonly string[]): Promise<void> {
  const { socket } = connectSocket(system, testService({ router: ref }), publisher);
  for (const each of texts) {
    await socket.write(new TextEncoder().encode(each));
    await turn();
  }
  socket.close();
}

const TEXTS = Array.from({ length: 30 }, (_, i) => String.fromCharCode(0x61 + i % 26).repeat(1 + i));

Deno.test("connection() reads over nothing that an actor in the middle of something has not looked at", async () => {
  await using system = keptSystem({ clock: new ManualClock() });
  const ref = system.spawn("router", router({ counters: new Counters() }));
  const heard: string[] = [];
  const gate = Promise.withResolvers<void>();
  const slow = system.spawn<ConnectionMessage>(() => async (message) => {
    if (message.type !== "delivery") return;
    heard.push(text(message.publication.payload));
    await gate.promise;
  });
  ref.tell({ type: "subscribe", subscription: new Subscription("a", slow) });
  await sendAll(system, ref, TEXTS);
  assertEquals(heard.length, 1);
  gate.resolve();
  await turn();
  assertEquals(heard, TEXTS);
});

Deno.test("connection() reads over nothing that waits for a router to be started again", async () => {
  const clock = new ManualClock();
  await using system = keptSystem({ clock });
  let ref!: Ref<RouterMessage>;
  const backoff = { min: 100, max: 100, jitter: 0 };
  system.spawn(
    supervisor({ backoff }, (self) => void (ref = self.spawn("router", router({ counters: new Counters() })))),
  );
  await turn();
  const heard: string[] = [];
  system.spawn(hearer(ref, ["a"], heard));
  await turn();
  ref.tell(poison());
  await turn();
  await sendAll(system, ref, TEXTS);
  assertEquals(heard, []);
  await clock.advance(200);
  assertEquals(heard, TEXTS.map((each) => `:${each}`));
});

Deno.test("connection() reads over nothing that waits for a router's recovery", async () => {
  await using system = keptSystem({ clock: new ManualClock() });
  const ref = system.spawn("router", router({ counters: new Counters() }));
  const heard: string[] = [];
  system.spawn(hearer(ref, ["a"], heard));
  const mute = system.spawn<ConnectionMessage>(() => () => {});
  system.groups.join(subscribersOf(ref), mute);
  await turn();
  ref.tell(poison());
  await turn();
  await sendAll(system, ref, TEXTS);
  assertEquals(heard, []);
  system.stop(mute);
  await turn();
  assertEquals(heard, TEXTS.map((each) => `:${each}`));
});

Deno.test("connection() passes bytes on unharmed among many, under any schedule", async () => {
  await underSeeds(async (scheduler) => {
    await using system = keptSystem({ clock: new ManualClock(), scheduler });
    const ref = system.spawn("router", router({ counters: new Counters() }));
    const heard: string[] = [];
    system.spawn(hearer(ref, ["a"], heard), { capacity: Infinity });
    await turn();
    const texts = ["x", "y", "z"].map((name) => Array.from({ length: 5 }, (_, i) => `${name}${i}`.repeat(1 + 97 * i)));
    await Promise.all(texts.map((each) => sendAll(system, ref, each)));
    await turn();
    assertEquals(heard.toSorted(), texts.flat().map((each) => `:${each}`).sort());
  }, { seeds: 12 });
});
