import { assert, assertEquals, assertRejects } from "@std/assert";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type Actor, ask, AskTimeoutError, type Context, type Ref, System } from "../../../actors/mod.ts";
import { type LocalRef, localRef } from "../../../actors/runtime/_local_ref.ts";
import { type Frame, Kind, Lane } from "../../../actors/runtime/worker/_frame.ts";
import { Link } from "../../../actors/runtime/worker/_link.ts";
import { Meter, meterMemory } from "../../../actors/runtime/worker/_meter.ts";
import { turn } from "../../../actors/testing.ts";
import { within } from "../../_within.ts";
import type { Query } from "./_threads/clerk.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** One end of a link, without a thread: a system, and what came to the actor at this end. */
class End implements AsyncDisposable {
  readonly system = new System();
  readonly link: Link;
  readonly port: MessagePort;
  #arrived = Promise.withResolvers<unknown>();

  constructor(port: MessagePort, memory: SharedArrayBuffer, lane: 1 | 2) {
    this.system.events().subscribe(() => {});
    this.port = port;
    const root = localRef(this.system.spawn("root", () => () => {}))!;
    const watch = (ref: LocalRef) => void this.system.stopped(ref).then((reason) => this.link.ended(ref, reason));
    this.link = new Link({
      root,
      port,
      origin: "far:",
      lane,
      sends: new Meter(memory, lane),
      takes: new Meter(memory, lane === Lane.hostTells ? Lane.guestTells : Lane.hostTells),
      watch,
      hear: (frame) => {
        if (frame[0] === Kind.message) this.#arrived.resolve(this.link.unpack(frame[1], frame[2]));
      },
      unsent: () => undefined,
    });
    port.onmessage = ({ data }: MessageEvent<Frame[]>) => this.link.receive(data);
  }

  get kept(): { readonly exports: number; readonly imports: number } {
    return { exports: this.link.exports.size, imports: this.link.imports.size };
  }

  /** Sends something to the other end, which gets it with its refs. */
  async send<T>(what: T, to: End): Promise<T> {
    const { message, refs } = this.link.pack(what, { id: "far" });
    to.#arrived = Promise.withResolvers();
    this.link.post([Kind.message, message, refs, undefined]);
    return await within(to.#arrived.promise, "what was sent") as T;
  }

  /** Waits until the other end has taken all that was said so far. */
  async said(to: End): Promise<void> {
    await this.send("said", to);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.port.close();
    await this.system.shutdown();
  }
}

/** Both ends of a link. */
function ends(): [End, End] {
  const { port1, port2 } = new MessageChannel();
  const memory = meterMemory(3);
  return [new End(port1, memory, Lane.hostTells), new End(port2, memory, Lane.guestTells)];
}

const echo: Actor<Query> = () => ({ what, replyTo }) => void replyTo.tell(what);
const mute: Actor<Query> = () => () => {};
const nothing = { exports: 0, imports: 0 };

Deno.test("a Link keeps nothing of asks that were answered, at either end", async () => {
  const [near, far] = ends();
  await using _near = near;
  await using _far = far;
  const ref = await near.send(near.system.spawn(echo), far);
  const answers = Array.from({ length: 5_000 }, (_, what) => ask(ref, { type: "query", what }));
  assertEquals(await Promise.all(answers), Array.from({ length: 5_000 }, (_, what) => what));
  assertEquals([near.kept, far.kept], [{ exports: 1, imports: 0 }, { exports: 0, imports: 1 }]);
});

Deno.test("a Link keeps nothing of asks that timed out or were given up, at either end", async () => {
  const [near, far] = ends();
  await using _near = near;
  await using _far = far;
  const ref = await near.send(near.system.spawn(mute), far);
  const giveUp = new AbortController();
  const question = { type: "query", what: 1 } as const;
  const asks = [
    ...Array.from({ length: 50 }, () => assertRejects(() => ask(ref, question, { timeout: 5 }), AskTimeoutError)),
    assertRejects(() => ask(ref, question, { signal: giveUp.signal }), DOMException),
  ];
  giveUp.abort();
  await Promise.all(asks);
  await far.said(near);
  assertEquals([near.kept, far.kept], [{ exports: 1, imports: 0 }, { exports: 0, imports: 1 }]);
});

Deno.test("a Link sends the ref of one actor under one number however often, and lets go of it when the actor ends", async () => {
  const [near, far] = ends();
  await using _near = near;
  await using _far = far;
  const own = near.system.spawn(mute);
  const refs = await near.send([own, own], far);
  const again = await near.send({ own }, far);
  assert(refs[0] === refs[1] && refs[0] === again.own);
  assertEquals([near.kept, far.kept], [{ exports: 1, imports: 0 }, { exports: 0, imports: 1 }]);
  const end = far.system.stopped(again.own);
  near.system.stop(own);
  assertEquals(await within(end, "the end"), { type: "shutdown" });
  assertEquals([near.kept, far.kept], [nothing, nothing]);
  const dead = await near.send(own, far);
  assertEquals(dead.tell({ type: "query", what: 1, replyTo: dead as never }), false);
  assertEquals([near.kept, far.kept], [nothing, nothing]);
});

Deno.test("a Link lets go of an adapted ref when the other end has", async () => {
  const [near, far] = ends();
  await using _near = near;
  await using _far = far;
  const adapted: Ref<number>[] = [];
  near.system.spawn((self: Context<string>) => {
    for (let n = 0; n < 100; n++) adapted.push(self.adapt(String));
    return () => {};
  });
  await turn();
  const held: Ref<number>[] = [];
  for (const ref of adapted) held.push(await near.send(ref, far));
  assertEquals([near.kept.exports, far.kept.imports], [101, 101]);
  held.length = 0;
  for (let round = 0; near.kept.exports > 2 && round < 100; round++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 1));
    await far.said(near);
  }
  // One may still be held by the last promise of a message.
  assert(near.kept.exports <= 2, `${near.kept.exports} are kept`);
});

Deno.test("a Link does not let go of an adapted ref that was sent again meanwhile", async () => {
  const [near, far] = ends();
  await using _near = near;
  await using _far = far;
  const heard: string[] = [];
  let adapted: Ref<number> | undefined;
  near.system.spawn((self: Context<string>) => {
    adapted = self.adapt((n: number) => `number ${n}`);
    return (text) => void heard.push(text);
  });
  await turn();
  for (let n = 0; n < 4; n++) {
    const ref = await near.send(adapted!, far);
    collect();
    ref.tell(n);
    await new Promise((resolve) => setTimeout(resolve));
    await far.said(near);
  }
  assertEquals(heard, Array.from({ length: 4 }, (_, n) => `number ${n}`));
});

Deno.test("a Link that is closed ends what stands for the actors of the other end, and keeps nothing", async () => {
  const [near, far] = ends();
  await using _near = near;
  await using _far = far;
  const ref = await near.send(near.system.spawn(mute), far);
  const end = far.system.stopped(ref);
  const answer = assertRejects(() => ask(ref, { type: "query", what: 1 }, { timeout: Infinity }));
  await far.said(near);
  far.link.close({ type: "killed" });
  near.link.close({ type: "killed" });
  assertEquals(await end, { type: "killed" });
  await answer;
  assertEquals([near.kept, far.kept], [nothing, nothing]);
});
