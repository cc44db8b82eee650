import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { ask, type Ref } from "../../../../actors/mod.ts";
import { expose } from "../../../../actors/routing/exposure/expose.ts";
import { subscribeLocally } from "../../../../actors/routing/local.ts";
import type { RouterMessage } from "../../../../actors/routing/messages.ts";
import { Publication } from "../../../../actors/routing/publication.ts";
import { turn } from "../../../../actors/testing.ts";
import { type Counter, decodeCounter, office } from "./_counter.ts";
import { poison, text } from "../_hearer.ts";

/** Sends requests and keeps what is answered: payloads, or codes and texts of errors. */
function requester({ system, hub }: { system: ReturnType<typeof office>["system"]; hub: Ref<RouterMessage> }) {
  const answers: string[] = [];
  subscribeLocally(system, hub, "inbox", ({ payload, headers }) => {
    const [, error, code] = /^NATS\/1\.0\r\nNats-Service-Error: (.*)\r\nNats-Service-Error-Code: (\d+)\r\n\r\n$/
      .exec(text(headers)) ?? [];
    answers.push(code === undefined ? text(payload) : `${code} ${error}`);
  });
  const request = async (payload: string, reply: string | null = "inbox", subject = "counter") => {
    const bytes = new TextEncoder().encode(payload);
    hub.tell(new Publication(subject, bytes, 0, bytes.length, { reply: reply ?? undefined }));
    await turn();
  };
  return { answers, request };
}

Deno.test("expose() answers requests with what the actor answers, and tells it what wants no answer", async () => {
  const all = office();
  await using _system = all.system;
  const exposure = all.expose();
  const { answers, request } = requester(all);
  await request('{"type":"add","by":3}', null);
  await request('{"type":"add","by":4}');
  await request('{"type":"get"}');
  assertEquals(answers, ["7"]);
  assertEquals(exposure.pending, 0);
});

Deno.test("expose() answers what it cannot decode with an error, counts it, and the actor never sees it", async () => {
  const all = office();
  await using _system = all.system;
  all.expose();
  const { answers, request } = requester(all);
  await request('{"type":"add","by":"x"}');
  await request('{"type":"drop"}');
  await request("{", null);
  await request('{"type":"get"}');
  assertEquals(answers, ["400 Cannot add x: wanted a whole number", "400 Cannot do drop", "0"]);
  assertEquals(all.counters.get("requests_undecodable"), 3);
});

Deno.test("expose() puts no line ends of an error into the headers", async () => {
  const all = office();
  await using _system = all.system;
  all.expose({
    decode: () => {
      throw new Error("one\r\nEvil: two\n\nthree" + "x".repeat(1_000));
    },
  });
  const { answers, request } = requester(all);
  await request("");
  assertMatch(answers[0]!, /^400 one Evil: two threex{100,200}$/);
});

Deno.test("expose() says when the actor fails, gives no answer in time, or its answer cannot be encoded", async () => {
  const all = office();
  await using _system = all.system;
  const exposure = all.expose({
    timeout: 1_000,
    encode: (answer) => {
      if (answer === 5) throw new Error("secret");
      return String(answer);
    },
  });
  const { answers, request } = requester(all);
  await request('{"type":"boom"}');
  await request('{"type":"later"}');
  assertEquals(exposure.pending, 1);
  await all.clock.advance(1_000);
  await request('{"type":"add","by":5}');
  await request('{"type":"get"}');
  assertEquals(answers, [
    "500 the actor failed",
    "504 the actor did not answer in time",
    "500 the answer cannot be encoded",
  ]);
  assertEquals([exposure.pending, all.counters.get("requests_failed")], [0, 3]);
  // The late answer goes nowhere.
  all.later[0]!.tell(1);
  await turn();
  assertEquals(answers.length, 3);
});

Deno.test("expose() refuses questions beyond maxPending and takes them again when one is answered", async () => {
  const all = office();
  await using _system = all.system;
  const exposure = all.expose({ maxPending: 2 });
  const { answers, request } = requester(all);
  for (let i = 0; i < 3; i++) await request('{"type":"later"}');
  assertEquals(answers, ["503 too many questions wait"]);
  all.later[0]!.tell(1);
  await request('{"type":"get"}');
  assertEquals(answers.slice(1), ["1", "0"]);
  assertEquals(exposure.pending, 1);
});

Deno.test("expose() ends with its actor, which still answers those who wait, and with its disposal", async () => {
  const all = office();
  await using _system = all.system;
  const exposure = all.expose();
  const { answers, request } = requester(all);
  await request('{"type":"later"}');
  all.system.stop(all.counter);
  await turn();
  assertEquals([answers, exposure.pending], [["503 the actor has ended or is too busy"], 0]);
  assertEquals((await ask(all.hub, { type: "stats" })).size, 1);
  exposure[Symbol.dispose]();
  exposure[Symbol.dispose]();
});

Deno.test("expose() goes on after a crash of the router and after one of the actor", async () => {
  const all = office();
  await using _system = all.system;
  all.expose();
  const { answers, request } = requester(all);
  all.hub.tell(poison());
  await request('{"type":"add","by":2}');
  await request('{"type":"get"}');
  await request('{"type":"boom"}');
  await request('{"type":"get"}');
  assertEquals(answers, ["2", "500 the actor failed", "0"]);
});

Deno.test("expose() in a queue group lets one answer; decode sees the subject and the headers", async () => {
  const all = office();
  await using _system = all.system;
  const seen: string[] = [];
  for (const name of ["one", "two"]) {
    all.expose({
      subject: "counter.*",
      queue: "q",
      decode: (payload, replyTo, { subject, headers }) => {
        seen.push(`${name} ${subject} ${headers.length}`);
        return decodeCounter(payload, replyTo);
      },
    });
  }
  const { answers, request } = requester(all);
  for (let i = 0; i < 10; i++) await request('{"type":"get"}', "inbox", "counter.a");
  assertEquals(answers.length, 10);
  assertEquals(seen.map((line) => line.slice(4)), Array(10).fill("counter.a 0"));
});

Deno.test("expose() takes only what decodes to messages of the actor and encodes its answers", async () => {
  const all = office();
  await using _system = all.system;
  const where = { router: all.hub, subject: "counter" };
  expose(all.system, all.counter, {
    ...where,
    decode: (payload, replyTo) => {
      if (payload.length === 0) return { type: "get", replyTo };
      return { type: "add", by: payload.length };
    },
    encode: (answer) => answer.toFixed(),
  });
  // @ts-expect-error: there is no such message
  expose(all.system, all.counter, { ...where, decode: () => ({ type: "subtract", by: 1 }), encode: String });
  // @ts-expect-error: an answer is a number
  expose(all.system, all.counter, { ...where, decode: decodeCounter, encode: (answer: string) => answer });
});

Deno.test("expose() refuses what cannot be asked for", async () => {
  const all = office();
  await using _system = all.system;
  const nobody: Ref<Counter> = { id: "/nobody", tell: () => false, offer: () => Promise.resolve() };
  const options = { router: all.hub, subject: "a", decode: decodeCounter, encode: String };
  assertThrows(() => expose(all.system, nobody, options), TypeError, "Cannot expose /nobody");
  assertThrows(() => all.expose({ subject: "a b" }), TypeError, 'Cannot expose at "a b"');
  assertThrows(() => all.expose({ timeout: -1 }), RangeError, "timeout of -1");
  assertThrows(() => all.expose({ maxPending: 0 }), RangeError, "maxPending 0");
});
