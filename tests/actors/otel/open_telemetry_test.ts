import { metrics, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { assert, assertEquals } from "@std/assert";
import { type Context, type Ref, System } from "../../../actors/mod.ts";
import { openTelemetry, type OpenTelemetryOptions, type OtelMeter, type OtelTracer } from "../../../actors/otel.ts";
import { turn } from "../../../actors/testing.ts";
import { gate, listen } from "../runtime/_listen.ts";
import { FakeTracer } from "./_telemetry.ts";

/** A system under a tracer. */
function traced(options: OpenTelemetryOptions = {}) {
  const tracer = new FakeTracer();
  const system = new System({ interceptors: [openTelemetry({ tracer, ...options })], intensity: Infinity });
  return {
    tracer,
    system,
    async [Symbol.asyncDispose]() {
      await system.shutdown();
      tracer[Symbol.dispose]();
    },
  };
}

Deno.test("openTelemetry() makes handling the child of what was active at the telling, from actor to actor", async () => {
  await using place = traced();
  const { tracer, system } = place;
  const last = system.spawn("last", () => () => {});
  const first = system.spawn("first", () => async (message: string) => {
    await Promise.resolve();
    last.tell(message);
  });
  const request = tracer.active("request", () => void first.tell("go"));
  first.tell("alone");
  await turn();
  assertEquals(tracer.paths.sort(), [
    "actor.handle first",
    "actor.handle first < request",
    "actor.handle last < actor.handle first",
    "actor.handle last < actor.handle first < request",
    "request",
  ]);
  assert(tracer.spans.every((span) => span.ended === 1));
  assertEquals(tracer.spans.filter((span) => span.spanContext().traceId === request.spanContext().traceId).length, 3);
});

Deno.test("openTelemetry() says whose span it is and of which type the message", async () => {
  await using place = traced();
  const { tracer, system } = place;
  const ref = system.spawn("a", () => (_message: unknown) => {});
  const hostile = new Proxy({}, {
    get() {
      throw new Error("do not look");
    },
  });
  const odd = [{ type: "x".repeat(100) }, { type: 7 }, hostile, null, "text"];
  for (const message of [{ type: "add" }, ...odd]) ref.tell(message);
  await turn();
  const id = { "actor.id": ref.id };
  assertEquals(tracer.spans.map((span) => span.attributes), [
    { ...id, "message.type": "add" },
    { ...id, "message.type": "x".repeat(64) },
    id,
    id,
    id,
    id,
  ]);
  assert(tracer.spans.every(({ kind, name }) => kind === SpanKind.CONSUMER && name === "actor.handle a"));
});

Deno.test("openTelemetry() calls all actors $ that have no name of their own", async () => {
  await using place = traced();
  const { tracer, system } = place;
  for (let i = 0; i < 2; i++) system.spawn(() => (_message: string) => {}).tell("x");
  await turn();
  assertEquals(tracer.paths, ["actor.handle $", "actor.handle $"]);
});

Deno.test("openTelemetry() gives the span of a handler that throws or rejects the status error, and the actor fails", async () => {
  await using place = traced();
  const { tracer, system } = place;
  const events = listen(system);
  const hostile = new Proxy(new Error(), {
    get() {
      throw new Error("do not look");
    },
  });
  const errors = [new TypeError("thrown"), new Error("rejected"), hostile];
  const ref = system.spawn("a", () => (n: number): void | Promise<void> => {
    if (n === 1) return Promise.reject(errors[n]);
    throw errors[n];
  });
  for (let n = 0; n < 3; n++) ref.tell(n);
  await turn();
  const words = ["TypeError: thrown", "Error: rejected", "a thrown object"];
  assertEquals(
    tracer.spans.map((span) => span.status),
    words.map((message) => ({ code: SpanStatusCode.ERROR, message })),
  );
  assertEquals(tracer.spans.map((span) => span.exceptions), words.map((message) => [message]));
  assertEquals(tracer.spans.map((span) => span.ended), [1, 1, 1]);
  const failed = events.flatMap((event) => event.type === "failed" ? [event.error] : []);
  assert(failed.length === 3 && failed.every((error, n) => error === errors[n]));
});

Deno.test("openTelemetry() ends a span when the promise of the handler has settled", async () => {
  await using place = traced();
  const { tracer, system } = place;
  const { passed, open } = gate();
  system.spawn("a", () => (_message: string) => passed).tell("x");
  await turn();
  assertEquals(tracer.spans.map((span) => span.ended), [0]);
  open();
  await turn();
  assertEquals(tracer.spans.map((span) => [span.ended, span.status]), [[1, undefined]]);
});

Deno.test("openTelemetry() with links begins a trace for each message, linked to where it was told", async () => {
  await using place = traced({ relation: "link" });
  const { tracer, system } = place;
  const ref = system.spawn("a", (self: Context<number>) => (n) => {
    if (n > 0) self.ref.tell(n - 1);
  });
  const request = tracer.active("request", () => void ref.tell(1));
  ref.tell(0);
  await turn();
  assertEquals(tracer.paths, ["request", "actor.handle a", "actor.handle a", "actor.handle a"]);
  assertEquals(tracer.spans.slice(1).map((span) => span.links), [[request.id], [], [tracer.spans[1]!.id]]);
});

Deno.test("openTelemetry() with tells has a span from telling on, of dead letters too", async () => {
  await using place = traced({ tells: true });
  const { tracer, system } = place;
  listen(system);
  const ref: Ref<{ type: string }> = system.spawn("a", () => () => {}, { capacity: 1 });
  tracer.active("request", () => {
    ref.tell({ type: "first" });
    ref.tell({ type: "too much" });
  });
  await turn();
  assertEquals(tracer.paths, [
    "request",
    "actor.tell a < request",
    "actor.tell a < request",
    "actor.handle a < actor.tell a < request",
  ]);
  assertEquals(tracer.spans[1]?.kind, SpanKind.PRODUCER);
  assertEquals(tracer.spans.map((span) => span.attributes["message.type"]), [undefined, "first", "too much", "first"]);
  assert(tracer.spans.every((span) => span.ended === 1));
});

Deno.test("openTelemetry() does no harm where nothing is registered with the API", async () => {
  await using system = new System({ interceptors: [openTelemetry()] });
  const seen: string[] = [];
  system.spawn("a", () => (message: string) => void seen.push(message)).tell("x");
  await turn();
  assertEquals(seen, ["x"]);
});

Deno.test("OtelTracer and OtelMeter are what the API's own are", () => {
  const tracer: OtelTracer = trace.getTracer("test");
  const meter: OtelMeter = metrics.getMeter("test");
  assert(tracer !== undefined && meter !== undefined);
});
