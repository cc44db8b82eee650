import { assert, assertEquals, assertInstanceOf, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import fc from "fast-check";
import { ask, NotCloneableError, type Ref, spawnWorker, System, transfer, worker } from "../../../actors/mod.ts";
import { examine, isRef, type KnownRef } from "../../../actors/runtime/worker/_examine.ts";
import type { WireRef } from "../../../actors/runtime/worker/_frame.ts";
import { pack, unpack } from "../../../actors/runtime/worker/_pack.ts";
import { unwireError, wireError } from "../../../actors/runtime/worker/_wire_reason.ts";
import { CLERK, Office, PATIENCE } from "./_threads/office.ts";
import type { Order } from "./_threads/clerk.ts";

const patience = { timeout: PATIENCE };
const to = { id: "/clerk#1" };

const uncloneable: [string, unknown, string][] = [
  ["a function", () => {}, "message is a function"],
  ["a symbol in an object", { type: "x", tag: Symbol("tag") }, "message.tag is a symbol"],
  ["a function in a list in an object", { calls: [1, () => {}] }, "message.calls[1] is a function"],
  ["a promise", { later: Promise.resolve() }, "message.later is a Promise"],
  ["a weak map under a key that is no word", { "two words": new WeakMap() }, 'message["two words"] is a WeakMap'],
  ["a function in a map", new Map([["key", () => {}]]), "message.key is a function"],
  ["a function as the key of a map", new Map([[() => {}, 1]]), "message[a key] is a function"],
  ["a function in a set", { all: new Set([() => {}]) }, "message.all[an element] is a function"],
  ["an error whose cause is a function", { error: new Error("x", { cause: () => {} }) }, "message.error is a Error"],
  ["a message port that is not transferred", { port: new MessageChannel().port1 }, "message.port is a MessagePort"],
];

for (const [what, message, text] of uncloneable) {
  Deno.test(`a message with ${what} is refused with an error that says where it is`, () => {
    const error = assertThrows(() => examine(message, to), NotCloneableError);
    assertStringIncludes(error.message, `Cannot send a message to /clerk#1: ${text}`);
    assertInstanceOf(error.cause, DOMException);
    assertEquals(error.cause.name, "DataCloneError");
  });
}

Deno.test("a message whose getter throws is refused with what it threw as the cause", () => {
  const message = {
    get secret(): never {
      throw new RangeError("mine");
    },
  };
  const error = assertThrows(() => examine(message, to), NotCloneableError, "looking at message threw");
  assertInstanceOf(error.cause, RangeError);
});

Deno.test("tell() to a worker() refuses what cannot be cloned at once, and names the actor and the place", async () => {
  await using office = new Office();
  const ref = spawnWorker<Order>(office.system, "clerk", CLERK);
  const message: Order = { type: "note", what: { deep: [() => {}] } };
  assertEquals(ref.tell(message), false);
  assertEquals(office.letters(), [["unhandled", message]]);
  const failed = office.events.filter((event) => event.type === "failed");
  assertEquals(failed.map((event) => event.id), [ref.id]);
  assertStringIncludes(
    String(failed[0]?.error),
    `Cannot send a message to ${ref.id}: message.what.deep[0] is a function`,
  );
  assertEquals(await ask(ref, { type: "notes" }, patience), []);
  assertEquals(office.events.filter((event) => event.type === "restarting"), []);
});

Deno.test("tell() to a worker() that a supervisor spawned refuses what cannot be cloned before and after the start", async () => {
  await using office = new Office();
  const ref = office.system.spawn("clerk", worker<Order>(CLERK));
  ref.tell({ type: "note", what: () => {} });
  ref.tell({ type: "note", what: 1 });
  assertEquals(await ask(ref, { type: "notes" }, patience), [1]);
  assertEquals(ref.tell({ type: "note", what: () => {} }), false);
  assertEquals(office.letters().map(([why]) => why), ["unhandled", "unhandled"]);
});

Deno.test("offer() to a worker() rejects what cannot be cloned", async () => {
  await using office = new Office();
  const ref = await office.clerk("clerk");
  await assertRejects(() => ref.offer({ type: "note", what: () => {} }), NotCloneableError, "message.what");
});

Deno.test("ask() of a worker() rejects at once with a question that cannot be cloned", async () => {
  await using office = new Office();
  const ref = spawnWorker<Order>(office.system, "clerk", CLERK);
  const question = { type: "query", what: new WeakSet() } as const;
  await assertRejects(() => ask(ref, question, patience), NotCloneableError, "message.what is a WeakSet");
});

Deno.test("a message that only turns out uncloneable when it is cloned is refused, and those around it are not", async () => {
  await using office = new Office();
  const ref = await office.clerk("clerk");
  ref.tell({ type: "note", what: 1 });
  ref.tell({ type: "note", what: new Proxy([], {}) });
  ref.tell({ type: "note", what: 2 });
  assertEquals(await ask(ref, { type: "notes" }, patience), [1, 2]);
  assertEquals(office.letters().map(([why]) => why), ["unhandled"]);
});

Deno.test("ask() of a worker() rejects with an answer that cannot be cloned", async () => {
  await using office = new Office();
  const ref = await office.clerk("clerk");
  const answer = ask(ref, { type: "answer what cannot be cloned" }, patience);
  await assertRejects(
    () => answer,
    NotCloneableError,
    "?answer: message.how is a function",
  );
  assertEquals(await ask(ref, { type: "query", what: "still here" }, patience), "still here");
});

Deno.test("a message from a thread that cannot be cloned is refused there, and heard of here", async () => {
  await using office = new Office();
  const probe = office.probe<unknown>();
  const ref = await office.clerk("clerk");
  const failed = office.event("failed", "clerk");
  assertEquals(await ask(ref, { type: "try to tell", ref: probe.ref }, patience), true);
  const { id, error } = await failed;
  assertStringIncludes(id, "/clerk:host:/$");
  assertInstanceOf(error, NotCloneableError);
  await probe.expect("fine");
});

Deno.test("an instance of a class arrives at a worker() as a plain object, with the refs in it", async () => {
  class Parcel {
    readonly #secret = 1;
    readonly content = "book";
    readonly back: Ref<unknown>;
    constructor(back: Ref<unknown>) {
      this.back = back;
      void this.#secret;
    }
  }
  await using office = new Office();
  const { ref: back } = office.probe<unknown>();
  const ref = await office.clerk("clerk");
  const answer = await ask(ref, { type: "query", what: new Parcel(back) }, patience) as Parcel;
  assertEquals(Object.getPrototypeOf(answer), Object.prototype);
  assertEquals([answer.content, answer.back === back], ["book", true]);
});

Deno.test("transfer() moves a buffer to a worker() and back, in questions and answers", async () => {
  await using office = new Office();
  const ref = await office.clerk("clerk");
  const bytes = new Uint8Array([1, 2, 3]);
  const copied = new Uint8Array([4]);
  const what = { bytes: transfer(bytes), copied };
  const answer = await ask(ref, { type: "query", what }, patience) as typeof what;
  assertEquals([answer.bytes, answer.copied], [new Uint8Array([1, 2, 3]), copied]);
  assertEquals([bytes.length, copied.length], [0, 1]);
});

Deno.test("transfer() does nothing on the way to an actor of the same thread", async () => {
  await using system = new System();
  const { promise, resolve } = Promise.withResolvers<Uint8Array>();
  system.spawn(() => (bytes: Uint8Array) => resolve(bytes)).tell(transfer(new Uint8Array([1])));
  assertEquals(await promise, new Uint8Array([1]));
});

Deno.test("a worker() that is restarted cannot be sent a buffer again that has moved, and says so", async () => {
  await using office = new Office();
  const ref = await office.clerk("clerk");
  const letter = office.event("dead-letter", "clerk");
  ref.tell({ type: "fail", text: "boom" });
  ref.tell({ type: "note", what: transfer(new Uint8Array(8)) });
  ref.tell({ type: "note", what: "behind" });
  assertEquals(await ask(ref, { type: "notes" }, patience), ["behind"]);
  assertEquals((await letter).why, "unhandled");
});

Deno.test("pack() and unpack() give back any message with its refs, whatever its shape", async () => {
  await using system = new System();
  const refs: Ref<string>[] = Array.from({ length: 4 }, () => system.spawn(() => () => {}));
  const wire = (ref: KnownRef): WireRef => ["yours", refs.indexOf(ref as unknown as Ref<string>)];
  const key = fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom("__proto__", "constructor", "replyTo"));
  const { message: messages } = fc.letrec((tie) => ({
    message: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.constantFrom(...refs),
      fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.constantFrom(null, undefined), fc.date()),
      fc.array(tie("message"), { maxLength: 4 }),
      fc.array(fc.tuple(key, tie("message")), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
      fc.array(fc.tuple(tie("message"), tie("message")), { maxLength: 3 }).map((entries) => new Map(entries)),
      fc.array(tie("message"), { maxLength: 3 }).map((elements) => new Set(elements)),
    ),
  }));
  fc.assert(
    fc.property(messages, (message) => {
      const findings = examine(message, to);
      const packed = pack(message, findings, wire);
      assertEquals(findings.refs, packed.refs !== undefined);
      const sent = structuredClone({ message: packed.message, refs: packed.refs });
      const back = unpack(sent.message, sent.refs, (wire) => refs[wire[1] as number]);
      assertEquals(named(back), named(message));
    }),
    { numRuns: 500 },
  );

  /** The same with names for refs, which are to be the same refs. */
  function named(value: unknown): unknown {
    if (typeof value !== "object" || value === null || value instanceof Date) return value;
    if (isRef(value)) return `ref ${refs.indexOf(value as unknown as Ref<string>)}`;
    if (Array.isArray(value)) return value.map(named);
    if (value instanceof Map) return ["map", ...[...value].map(([key, part]) => [named(key), named(part)])];
    if (value instanceof Set) return ["set", ...[...value].map(named)];
    return Object.entries(value).map(([key, part]) => [key, named(part)]);
  }
});

Deno.test("pack() leaves a message without refs as it is", () => {
  const message = { type: "x", list: [1, { two: 2 }] };
  const packed = pack(message, examine(message, to), () => ["peer"]);
  assert(packed.message === message);
  assertEquals(packed.refs, undefined);
});

Deno.test("an error keeps class, name, message, stack and cause on its way, and what is no error its value", () => {
  const error = new RangeError("far", { cause: new NotCloneableError("why", { cause: { code: 1 } }) });
  const back = unwireError(structuredClone(wireError(error))) as RangeError;
  assertInstanceOf(back, RangeError);
  assertInstanceOf(back.cause, NotCloneableError);
  assertEquals([back.message, back.stack, back.cause.cause], ["far", error.stack, { code: 1 }]);
  const odd = Object.assign(new Error("odd"), { name: "toString" });
  assertEquals((unwireError(structuredClone(wireError(odd))) as Error).name, "toString");
  assertEquals(unwireError(structuredClone(wireError(undefined))), undefined);
  assertEquals(unwireError(structuredClone(wireError([1]))), [1]);
  assertEquals(String(unwireError(structuredClone(wireError(() => {})))), "Error: a thrown object");
});

Deno.test("what is told to a worker() by its ref and by an adapted one of the same actor is handled in the order of telling", async () => {
  await using office = new Office();
  const ref = await office.clerk("clerk");
  const adapted = await ask(ref, { type: "adapted" }, patience);
  for (let n = 0; n < 100; n++) {
    ref.tell({ type: "note", what: n });
    adapted.tell(n);
  }
  const notes = await ask(ref, { type: "notes" }, patience);
  assertEquals(notes, Array.from({ length: 200 }, (_, n) => n % 2 === 0 ? n / 2 : (n - 1) / 2 * 10));
});

Deno.test("a worker() in a system with interceptors is told through them, and refuses what cannot be cloned", async () => {
  const taken: unknown[] = [];
  const told = (_to: Ref<never>, message: unknown) => void taken.push((message as Order).type);
  await using office = new Office({ interceptors: [{ told, handling: (_taken, _by, _message, handle) => handle() }] });
  const ref = await office.clerk("clerk");
  ref.tell({ type: "note", what: 1 });
  assertEquals(ref.tell({ type: "note", what: () => {} }), false);
  assertEquals(await ask(ref, { type: "notes" }, patience), [1]);
  assertEquals(taken, ["note", "notes"]);
});
