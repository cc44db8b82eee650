import { assert, assertEquals, assertFalse, assertInstanceOf, assertRejects } from "@std/assert";
import { type Actor, ask, AskTimeoutError, type Context, type Ref, StoppedError, System } from "../../../actors/mod.ts";
import { ManualClock, Probe, turn } from "../../../actors/testing.ts";
import { gate, letters, listen, rejection } from "./_listen.ts";

type Ask = { replyTo: Ref<string> };

/** An actor that never answers by itself, and the refs to answer it with. */
function silent(): { readonly actor: Actor<Ask>; readonly questions: Ask[] } {
  const questions: Ask[] = [];
  return { questions, actor: () => (message) => void questions.push(message) };
}

Deno.test("ask() waits five seconds unless it is told otherwise, then names callee and time", async () => {
  const clock = new ManualClock();
  await using system = new System({ clock });
  const ref = system.spawn("silent", silent().actor);
  let error: unknown;
  ask(ref, {}).catch((thrown) => error = thrown);
  await clock.advance(4_999);
  assertEquals(error, undefined);
  await clock.advance(1);
  assertInstanceOf(error, AskTimeoutError);
  assertEquals(
    error.message,
    `Cannot get an answer from ${ref.id} within 5000 ms: waiting somebody outside → ${ref.id}`,
  );
});

Deno.test("ask() waits for ever only when it is told to", async () => {
  const clock = new ManualClock();
  await using system = new System({ clock });
  const { actor, questions } = silent();
  const ref = system.spawn("silent", actor);
  let settled = false;
  const asked = ask(ref, {}, { timeout: Infinity }).finally(() => settled = true);
  await clock.advance(1e9);
  assertFalse(settled);
  questions[0]?.replyTo.tell("at last");
  assertEquals(await asked, "at last");
});

Deno.test("ask() leaves no timer behind, whether questions were answered or not", async () => {
  const clock = new ManualClock();
  await using system = new System({ clock });
  listen(system);
  const { actor, questions } = silent();
  const ref = system.spawn("silent", actor);
  const asked = Array.from({ length: 1_000 }, (_, i) => ask(ref, {}, { timeout: 10 + i % 3 }).catch(() => "none"));
  await turn();
  for (const { replyTo } of questions.slice(0, 300)) replyTo.tell("some");
  assertEquals(clock.timers, 3);
  await clock.advance(20);
  assertEquals((await Promise.all(asked)).filter((answer) => answer === "none").length, 700);
  assertEquals(clock.timers, 0);
});

Deno.test("ask() that timed out does not stop the callee, whose late answer is dropped and counted", async () => {
  const clock = new ManualClock();
  await using system = new System({ clock });
  const events = listen(system);
  const { passed, open } = gate();
  const log: unknown[] = [];
  const ref = system.spawn("slow", () => async (message: Ask) => {
    await passed;
    log.push(message.replyTo.tell("done"), await rejection(message.replyTo.offer("done again")));
  });
  const asked = rejection(ask(ref, {}, { timeout: 7 }));
  await clock.advance(7);
  assertInstanceOf(await asked, AskTimeoutError);
  assertEquals(log, []);
  open();
  await turn();
  assertEquals(log[0], false);
  assertInstanceOf(log[1], StoppedError);
  assertEquals(letters(events), [["late-reply", "done"], ["late-reply", "done again"]]);
  assertEquals(system.events().deadLetters["late-reply"], 2);
});

Deno.test("ask() rejects with the reason of its signal, and does not even ask when that has aborted before", async () => {
  const clock = new ManualClock();
  await using system = new System({ clock });
  const { actor, questions } = silent();
  const ref = system.spawn("silent", actor);
  const controller = new AbortController();
  const asked = rejection(ask(ref, {}, { signal: controller.signal }));
  await turn();
  controller.abort("changed my mind");
  assertEquals(await asked, "changed my mind");
  assertEquals(await rejection(ask(ref, {}, { signal: controller.signal })), "changed my mind");
  await turn();
  assertEquals(questions.length, 1);
  assertEquals(clock.timers, 0);
});

Deno.test("ask() takes its listener off the signal when it is over", async () => {
  const clock = new ManualClock();
  await using system = new System({ clock });
  listen(system);
  const { actor, questions } = silent();
  const ref = system.spawn("silent", actor);
  const { signal } = new AbortController();
  let listeners = 0;
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...of: unknown[]) => (listeners++, Reflect.apply(addEventListener, signal, of));
  signal.removeEventListener = (...of: unknown[]) => (listeners--, Reflect.apply(removeEventListener, signal, of));
  const asked = [ask(ref, {}, { signal }), rejection(ask(ref, {}, { signal, timeout: 5 }))];
  assertEquals(listeners, 2);
  await turn();
  questions[0]?.replyTo.tell("some");
  await clock.advance(5);
  await Promise.all(asked);
  assertEquals(listeners, 0);
});

Deno.test("ask() settles with what comes first of answer, end, timeout and signal, in whatever order they come", async () => {
  const ways = ["answer", "end", "timeout", "signal"] as const;
  const orders = ways.flatMap((a) => ways.map((b) => [a, b] as const));
  for (const order of orders) {
    const clock = new ManualClock();
    await using system = new System({ clock });
    listen(system);
    const { actor, questions } = silent();
    const ref = system.spawn("silent", actor);
    const controller = new AbortController();
    const asked = ask(ref, {}, { timeout: 10, signal: controller.signal }).catch((error) => error);
    await turn();
    const come = {
      answer: () => Promise.resolve(void questions[0]?.replyTo.tell("answer")),
      end: () => system.stop(ref, { after: "kill" }),
      timeout: () => clock.advance(10),
      signal: () => controller.abort("signal"),
    };
    for (const way of order) {
      await come[way]();
      await turn();
    }
    const outcome = await asked;
    const name = outcome instanceof AskTimeoutError ? "timeout" : outcome instanceof StoppedError ? "end" : outcome;
    assertEquals(name, order[0], order.join(" before "));
    assertEquals(clock.timers, 0);
  }
});

Deno.test("ask() that times out in a circle names everybody who waits in it", async () => {
  const clock = new ManualClock();
  await using system = new System({ clock });
  listen(system);
  const probe = new Probe<string>(system);
  const refs: Record<string, Ref<Ask>> = {};
  const asks = (other: string, timeout: number): Actor<Ask> => (self) => {
    let asked = false;
    return async () => {
      if (asked) return;
      asked = true;
      const error = await rejection(self.ask(refs[other]!, {}, { timeout }));
      if (error instanceof AskTimeoutError) probe.ref.tell(error.message);
    };
  };
  refs.a = system.spawn("a", asks("b", 100));
  refs.b = system.spawn("b", asks("c", 300));
  refs.c = system.spawn("c", asks("a", 300));
  const outside = rejection(ask(refs.a, {}, { timeout: 500 }));
  await clock.advance(100);
  const chain = ["a", "b", "c", "a"].map((name) => refs[name]?.id).join(" → ");
  await probe.expect(`Cannot get an answer from ${refs.b.id} within 100 ms: waiting ${chain}`);
  await clock.advance(500);
  assert(await outside instanceof AskTimeoutError);
});

Deno.test("ask() that times out names no questions that are over", async () => {
  const clock = new ManualClock();
  await using system = new System({ clock });
  listen(system);
  const { actor } = silent();
  const prompt = system.spawn("prompt", () => ({ replyTo }: Ask) => void replyTo.tell("at once"));
  const mute = system.spawn("mute", actor);
  const asker = system.spawn("asker", (self: Context<Ask>) => async () => {
    await self.ask(prompt, {});
    await rejection(self.ask(mute, {}, { timeout: 1 }));
  });
  const asked = rejection(ask(asker, {}, { timeout: 10 }));
  await clock.advance(10);
  const error = await asked;
  assertInstanceOf(error, AskTimeoutError);
  assertEquals(
    error.message,
    `Cannot get an answer from ${asker.id} within 10 ms: waiting somebody outside → ${asker.id}`,
  );
});

Deno.test("Context.ask() gives the callee nothing of the asker, whose end is no end of the question", async () => {
  await using system = new System();
  const { actor, questions } = silent();
  const callee = system.spawn("callee", actor);
  const asker = system.spawn("asker", (self: Context<string>) => () => void self.ask(callee, {}).catch(() => {}));
  asker.tell("go");
  await turn();
  system.stop(asker, { after: "kill" });
  await system.stopped(asker);
  assertEquals(Object.keys(questions[0] ?? {}), ["replyTo"]);
  assert(questions[0]?.replyTo.tell("to nobody who cares"));
});

Deno.test("ask() with no time at all rejects an actor that does not answer at once", async () => {
  const clock = new ManualClock();
  await using system = new System({ clock });
  const ref = system.spawn("silent", silent().actor);
  const asked = assertRejects(() => ask(ref, {}, { timeout: 0 }), AskTimeoutError, "within 0 ms");
  await clock.advance(0);
  await asked;
});
