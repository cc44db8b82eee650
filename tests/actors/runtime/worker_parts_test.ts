import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { InFlight } from "../../../actors/runtime/worker/_in_flight.ts";
import { type Frame, Kind } from "../../../actors/runtime/worker/_frame.ts";
import { Meter, meterMemory } from "../../../actors/runtime/worker/_meter.ts";
import { Outbox } from "../../../actors/runtime/worker/_outbox.ts";
import { Window } from "../../../actors/runtime/worker/_window.ts";

/** Both ends of one meter. */
function meters(): [Meter, Meter] {
  const memory = meterMemory(1);
  return [new Meter(memory, 0), new Meter(memory, 0)];
}

Deno.test("Meter.freeze() lets the receiver take nothing more and keeps the count", () => {
  const [sender, receiver] = meters();
  assert(receiver.advance(1));
  assert(receiver.advance(2));
  assertEquals(sender.left(5), 2);
  sender.freeze();
  assertEquals(receiver.advance(1), false);
  sender.freeze();
  assertEquals(sender.left(5), 2);
});

Deno.test("Meter counts on when its numbers go round", () => {
  const [sender, receiver] = meters();
  const lap = 2 ** 30;
  receiver.advance(lap - 2);
  assertEquals(sender.left(lap - 1), 1);
  assert(receiver.advance(5));
  assertEquals(sender.left(lap + 10), 7);
});

Deno.test("Meter.wanted() is true once for each time that the sender asked", () => {
  const [sender, receiver] = meters();
  assertEquals(receiver.wanted(), false);
  sender.want();
  assertEquals([receiver.wanted(), receiver.wanted()], [true, false]);
});

Deno.test("Window.room() waits when as many are on their way as may be, until it is opened", async () => {
  const [sender, receiver] = meters();
  const window = new Window(sender, 2);
  window.add();
  assertEquals(window.room(), undefined);
  window.add();
  const room = window.room();
  assert(room !== undefined && window.room() === room);
  assert(receiver.wanted());
  receiver.advance(1);
  assertEquals(window.room(), undefined);
  window.open();
  await room;
});

Deno.test("InFlight.takeBack() returns exactly what the receiver has not begun with, youngest first", () => {
  fc.assert(fc.property(fc.array(fc.boolean(), { maxLength: 200 }), (steps) => {
    const [sender, receiver] = meters();
    const messages = new InFlight<number>(sender, 8);
    let sent = 0;
    let begun = 0;
    for (const send of steps) {
      if (send && sent - begun < 8) messages.add(sent++);
      else if (begun < sent && receiver.advance(1)) begun++;
    }
    const left = messages.takeBack();
    assertEquals(left, Array.from({ length: sent - begun }, (_, n) => sent - 1 - n));
    assertEquals(receiver.advance(1), false);
    assertEquals(messages.takeBack(), []);
  }));
});

/** A port that notes what is posted and clones nothing but what it can. */
function port(): { readonly port: MessagePort; readonly batches: Frame[][] } {
  const batches: Frame[][] = [];
  const postMessage = (frames: Frame[]) => void batches.push(structuredClone(frames));
  return { port: { postMessage } as unknown as MessagePort, batches };
}

Deno.test("Outbox sends what is posted in one turn in one batch, and large batches in parts", async () => {
  const { port: to, batches } = port();
  const outbox = new Outbox(to, () => undefined);
  for (let n = 0; n < 600; n++) outbox.post([Kind.forget, n], undefined);
  assertEquals(batches.map((batch) => batch.length), [256, 256]);
  await Promise.resolve();
  assertEquals(batches.map((batch) => batch.length), [256, 256, 88]);
  assertEquals(batches.flat().map((frame) => frame[1]), Array.from({ length: 600 }, (_, n) => n));
});

Deno.test("Outbox sends the replacement of a frame that cannot be cloned, in its place", () => {
  const { port: to, batches } = port();
  const outbox = new Outbox(to, (frame) => frame[0] === Kind.message ? [Kind.hole, 0] : undefined);
  outbox.post([Kind.forget, 1], undefined);
  outbox.post([Kind.message, () => {}, undefined, undefined], undefined);
  outbox.post([Kind.answer, 2, () => {}, undefined], undefined);
  outbox.post([Kind.forget, 3], undefined);
  outbox.flush();
  assertEquals(batches, [[[Kind.forget, 1]], [[Kind.hole, 0]], [[Kind.forget, 3]]]);
});
