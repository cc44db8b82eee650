import { assertEquals, assertInstanceOf, assertStrictEquals, assertThrows } from "@std/assert";
import {
  type Actor,
  ask,
  AskTimeoutError,
  type Ref,
  router,
  scatterGatherFirst,
  StoppedError,
} from "../../../../actors/mod.ts";
import { Probe } from "../../../../actors/testing.ts";
import { letters, rejection } from "../_listen.ts";
import { Stage } from "../_stage.ts";

type Query = { readonly text: string; readonly replyTo: Ref<string> };

/** An actor that keeps its questions until the test answers them. */
function keeper(questions: Query[]): Actor<Query> {
  return () => (question) => void questions.push(question);
}

function stageOf(stage: Stage, count: number, timeout?: number) {
  const questions: Query[] = [];
  const members = Array.from({ length: count }, () => stage.system.spawn(keeper(questions), { restart: "temporary" }));
  const strategy = scatterGatherFirst<Query>(timeout === undefined ? {} : { timeout });
  return { questions, members, anybody: stage.system.spawn("anybody", router({ strategy, members })) };
}

Deno.test("scatterGatherFirst() answers with what comes first, and counts the others as late", async () => {
  await using stage = new Stage();
  const { questions, anybody } = stageOf(stage, 3);
  const answer = ask(anybody, { text: "who" });
  await stage.rest();
  assertEquals(questions.map(({ text }) => text), ["who", "who", "who"]);
  assertEquals(questions[1]?.replyTo.tell("second"), true);
  assertEquals(questions[0]?.replyTo.tell("first"), false);
  assertEquals(await answer, "second");
  assertEquals(letters(stage.events), [["late-reply", "first"]]);
  assertEquals(stage.clock.timers, 0);
});

Deno.test("scatterGatherFirst() gives any ref its one answer", async () => {
  await using stage = new Stage();
  const { questions, anybody } = stageOf(stage, 2);
  const probe = new Probe<string>(stage.system);
  anybody.tell({ text: "who", replyTo: probe.ref });
  await stage.rest();
  for (const { replyTo } of questions) replyTo.tell("me");
  await probe.expect("me");
  await probe.expectNothing();
});

Deno.test("scatterGatherFirst() does not wait for members that fail or end", async () => {
  await using stage = new Stage();
  const questions: Query[] = [];
  const failing: Actor<Query> = () => () => {
    throw new Error("boom");
  };
  const members = [stage.system.spawn(failing), stage.system.spawn(keeper(questions)), stage.system.spawn(failing)];
  const anybody = stage.system.spawn(router({ strategy: scatterGatherFirst(), members }));
  const answer = ask(anybody, { text: "who" });
  await stage.rest();
  questions[0]?.replyTo.tell("me");
  assertEquals(await answer, "me");
});

Deno.test("scatterGatherFirst() fails a question at once when nobody is left to answer it", async () => {
  await using stage = new Stage();
  const error = new Error("boom");
  const failing: Actor<Query> = () => () => {
    throw error;
  };
  const silent = stage.system.spawn(keeper([]));
  const members = [stage.system.spawn(failing), silent];
  const anybody = stage.system.spawn("anybody", router({ strategy: scatterGatherFirst(), members }));
  const refused = rejection(ask(anybody, { text: "who" }));
  await stage.rest();
  stage.system.stop(silent);
  const refusal = await refused;
  assertInstanceOf(refusal, AggregateError);
  assertEquals(refusal.message, `Cannot get an answer from ${anybody.id}: asked 2 members, all failed`);
  assertStrictEquals(refusal.errors[0], error);
  assertInstanceOf(refusal.errors[1], StoppedError);
});

Deno.test("scatterGatherFirst() fails a question when the time is over, and keeps nothing of it", async () => {
  await using stage = new Stage();
  const { questions, anybody } = stageOf(stage, 2, 100);
  const refused = rejection(ask(anybody, { text: "who" }));
  await stage.clock.advance(100);
  const refusal = await refused;
  assertInstanceOf(refusal, AskTimeoutError);
  assertEquals(refusal.message, `Cannot get an answer from ${anybody.id} within 100 ms: asked 2 members`);
  assertEquals(stage.clock.timers, 0);
  assertEquals(questions[0]?.replyTo.tell("late"), false);
  assertEquals(letters(stage.events), [["late-reply", "late"]]);
});

Deno.test("scatterGatherFirst() asks on when a member has no room", async () => {
  await using stage = new Stage();
  const questions: Query[] = [];
  const full = stage.system.spawn<Query>(() => () => new Promise<void>(() => {}), { capacity: 1, shutdown: 0 });
  const filler = { text: "filler", replyTo: new Probe<string>(stage.system).ref };
  full.tell(filler);
  await stage.rest();
  full.tell(filler);
  const anybody = stage.system.spawn(
    router({ strategy: scatterGatherFirst(), members: [full, stage.system.spawn(keeper(questions))] }),
  );
  const answer = ask(anybody, { text: "who" });
  await stage.rest();
  questions[0]?.replyTo.tell("me");
  assertEquals(await answer, "me");
  assertEquals(letters(stage.events).map(([why]) => why), ["full"]);
});

Deno.test("scatterGatherFirst() refuses a timeout below 0", () => {
  assertThrows(() => scatterGatherFirst({ timeout: -1 }), RangeError, "Cannot wait -1 ms for answers");
});
