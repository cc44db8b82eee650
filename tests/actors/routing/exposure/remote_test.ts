import { assertEquals, assertInstanceOf, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import { ask, AskTimeoutError, type Ref, StoppedError } from "../../../../actors/mod.ts";
import { subscribeLocally } from "../../../../actors/routing/local.ts";
import type { RouterMessage } from "../../../../actors/routing/messages.ts";
import { RemoteError } from "../../../../actors/routing/exposure/remote_error.ts";
import { remote } from "../../../../actors/routing/exposure/remote.ts";
import { subscribersOf } from "../../../../actors/routing/router.ts";
import { ReplyInbox } from "../../../../actors/routing/exposure/_reply_inbox.ts";
import { message } from "../../../../actors/routing/exposure/_service_status.ts";
import { turn } from "../../../../actors/testing.ts";
import { CODEC, type Counter, office } from "./_counter.ts";
import { poison } from "../_hearer.ts";

/** What an ask was refused with. */
async function refusal(promise: Promise<unknown>): Promise<string> {
  const error = await assertRejects(() => promise, RemoteError);
  return `${error.code} ${error.message}`;
}

Deno.test("remote() tells and asks an exposed actor as if it were here", async () => {
  const all = office();
  await using _system = all.system;
  all.expose();
  const far = all.remote();
  assertEquals(far.tell({ type: "add", by: 20 }), true);
  far.tell({ type: "add", by: 22 });
  const count: number = await ask(far, { type: "get" });
  assertEquals(count, 42);
  assertEquals(ReplyInbox.of(all.system, all.hub).size, 0);
});

Deno.test("remote() rejects an ask at once when nobody answers, before and after somebody did", async () => {
  const all = office();
  await using _system = all.system;
  const far = all.remote();
  const wanted = '503 Cannot ask "counter": nobody answers there';
  assertEquals(await refusal(ask(far, { type: "get" })), wanted);
  const exposure = all.expose();
  assertEquals(await ask(far, { type: "get" }), 0);
  exposure[Symbol.dispose]();
  await turn();
  assertEquals(await refusal(ask(far, { type: "get" })), wanted);
  assertEquals(ReplyInbox.of(all.system, all.hub).size, 0);
});

Deno.test("remote() rejects an ask with what the other side says of a failure", async () => {
  const all = office();
  await using _system = all.system;
  all.expose({ timeout: 100 });
  const far = all.remote();
  assertEquals(await refusal(ask(far, { type: "boom" })), '500 Cannot ask "counter": the actor failed');
  const waiting = refusal(ask(far, { type: "later" }));
  await all.clock.advance(100);
  assertEquals(await waiting, '504 Cannot ask "counter": the actor did not answer in time');
  const odd = all.remote({ encode: () => "{}" });
  assertEquals(await refusal(ask(odd, { type: "get" })), '400 Cannot ask "counter": Cannot do undefined');
});

Deno.test("remote() understands the status line with which a server answers", async () => {
  const all = office();
  await using _system = all.system;
  const answers = ["NATS/1.0 503\r\n\r\n", "NATS/1.0 408 Request Timeout\r\n\r\n", "NATS/1.0 100 Idle\r\n\r\n"];
  subscribeLocally(all.system, all.hub, "counter", ({ reply }) => {
    all.hub.tell(message(reply!, "5", {}, answers.shift()));
  });
  const far = all.remote();
  assertEquals(await refusal(ask(far, { type: "get" })), '503 Cannot ask "counter": nobody answers there');
  assertEquals(await refusal(ask(far, { type: "get" })), '408 Cannot ask "counter": Request Timeout');
  assertEquals(await ask(far, { type: "get" }), 5);
});

Deno.test("remote() keeps nothing of an ask that is given up, whose answer comes late", async () => {
  const all = office();
  await using _system = all.system;
  all.expose();
  const far = all.remote();
  const inbox = ReplyInbox.of(all.system, all.hub);
  const late = assertRejects(() => ask(far, { type: "later" }, { timeout: 50 }), AskTimeoutError);
  const abort = new AbortController();
  const aborted = assertRejects(() => ask(far, { type: "later" }, { signal: abort.signal }), DOMException);
  await turn();
  assertEquals(inbox.size, 2);
  abort.abort();
  await all.clock.advance(50);
  await Promise.all([late, aborted]);
  assertEquals(inbox.size, 0);
  for (const replyTo of all.later) replyTo.tell(1);
  assertEquals(await ask(far, { type: "get" }), 0);
});

Deno.test("remote() rejects an ask whose question or answer cannot be read, and goes on", async () => {
  const all = office();
  await using _system = all.system;
  all.expose();
  const broken = new Error("broken");
  const fails = () => {
    throw broken;
  };
  assertStrictEquals(await ask(all.remote({ encode: fails }), { type: "get" }).catch((error) => error), broken);
  const far = all.remote({ decode: fails });
  const error = await assertRejects(
    () => ask(far, { type: "get" }),
    RemoteError,
    'Cannot read the answer from "counter"',
  );
  assertEquals(error.code, 0);
  assertStrictEquals(error.cause, broken);
  await assertRejects(() => ask(far, { type: "get" }), RemoteError);
  assertEquals([all.counters.get("questions_unencodable"), all.counters.get("answers_undecodable")], [1, 2]);
});

Deno.test("remote() refuses an ask beyond maxPending at once", async () => {
  const all = office();
  await using _system = all.system;
  all.expose();
  const far = all.remote({ maxPending: 1 });
  const first = ask(far, { type: "later" });
  assertEquals(await refusal(ask(far, { type: "get" })), '503 Cannot ask "counter": 1 questions wait already');
  all.later[0]!.tell(7);
  assertEquals(await first, 7);
  assertEquals(await ask(far, { type: "get" }), 0);
});

Deno.test("remote() sends the answer to a replyTo of one's own, or forgets it after the timeout", async () => {
  const all = office();
  await using _system = all.system;
  all.expose();
  const far = all.remote({ timeout: 1_000 });
  const heard: number[] = [];
  const hears = all.system.spawn(() => (count: number) => void heard.push(count));
  far.tell({ type: "get", replyTo: hears });
  far.tell({ type: "later", replyTo: hears });
  far.tell({ type: "boom", replyTo: hears });
  await turn();
  assertEquals(heard, [0]);
  const inbox = ReplyInbox.of(all.system, all.hub);
  assertEquals([inbox.size, all.counters.get("answers_missing")], [1, 1]);
  await all.clock.advance(1_000);
  assertEquals([inbox.size, all.counters.get("answers_missing")], [0, 2]);
});

Deno.test("remote() asks on after a crash of the router, with the answers of before", async () => {
  const all = office();
  await using _system = all.system;
  all.expose();
  const far = all.remote();
  const before = ask(far, { type: "later" });
  await turn();
  all.hub.tell(poison());
  const during = ask(far, { type: "get" });
  await turn();
  all.later[0]!.tell(9);
  assertEquals([await before, await during, await ask(far, { type: "get" })], [9, 0, 0]);
});

Deno.test("remote() ends with its router, and with it all that was asked", async () => {
  const all = office();
  await using _system = all.system;
  all.expose();
  const far = all.remote();
  const waiting = assertRejects(() => ask(far, { type: "later" }), StoppedError);
  await turn();
  all.system.stop(all.hub);
  await waiting;
  await assertRejects(() => ask(far, { type: "get" }), StoppedError);
  const late = all.remote();
  assertInstanceOf(await ask(late, { type: "get" }).catch((error) => error), StoppedError);
});

Deno.test("remotes of one router share one subscription, which is made anew where somebody stopped it", async () => {
  const all = office();
  await using _system = all.system;
  all.expose();
  const remotes = Array.from({ length: 20 }, () => all.remote());
  const answers = await Promise.all(remotes.map((far) => ask(far, { type: "get" })));
  assertEquals(answers, Array(20).fill(0));
  assertEquals((await ask(all.hub, { type: "stats" })).size, 2);
  for (const ref of all.system.groups.members(subscribersOf(all.hub))) all.system.stop(ref);
  await turn();
  all.expose();
  assertEquals(await ask(remotes[0]!, { type: "get" }), 0);
});

Deno.test("remote() refuses what cannot be asked for", async () => {
  const all = office();
  await using _system = all.system;
  const nobody: Ref<RouterMessage> = { id: "/nobody", tell: () => false, offer: () => Promise.resolve() };
  assertThrows(() => all.remote({}, nobody), TypeError, "Cannot ask through /nobody");
  for (const subject of ["", "a b", "a.*", ">"]) {
    assertThrows(() => remote<Counter>(all.hub, subject, CODEC), TypeError, "wanted tokens without wildcards");
  }
  assertThrows(() => all.remote({ timeout: Infinity }), RangeError, "timeout of Infinity");
  assertThrows(() => all.remote({ maxPending: 0 }), RangeError, "maxPending 0");
});
