import { context, type Link, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { describeError } from "../runtime/exit_reason.ts";
import type { Interceptor } from "../runtime/interceptor.ts";
import type { Ref } from "../runtime/ref.ts";
import type { OtelContext, OtelSpan, OtelTracer } from "./api.ts";
import { actorName, messageType } from "./_attributes.ts";

/** Options of {@linkcode openTelemetry}. */
export interface OpenTelemetryOptions {
  /** What makes the spans. Default: the globally registered provider's tracer `mailroom`. */
  readonly tracer?: OtelTracer;
  /**
   * How the span of handling a message relates to the span that was active where it was told:
   *
   * - `child` (the default): it is its child, in the same trace. For requests, which end.
   * - `link`: it begins a trace of its own, with a link to it. For conversations that go on for ever.
   */
  readonly relation?: "child" | "link";
  /**
   * Whether telling has a span too, `actor.tell <name>`, which handling then relates to: it shows from where to where a
   * message went, and how long it waited, for about twice the price. Default `false`.
   */
  readonly tells?: boolean;
}

/**
 * Lets spans follow messages: what is active where a message is told is the parent of the span around its handling, which
 * is active in turn where the handler tells others, and across its awaits.
 *
 * The span is named `actor.handle <name>`, after the last part of the actor's path; actors without a name of their own are
 * all called `$`, so that names stay few. Its attributes are `actor.id` and, where the message is an object with a string
 * `type`, `message.type`, cut to 64 characters. A handler that throws or rejects gives it the status error, and the
 * exception is recorded. It ends when the promise of the handler has settled: that of a handler which is killed while it
 * waits ends only then, or never.
 *
 * What is a message and what is not is said at {@linkcode Interceptor}. A dead letter has no span of handling. What is
 * active is known to the globally registered context manager; without one every span begins a trace of its own.
 *
 * @example
 * ```ts
 * import { System } from "@mailroom/mailroom/actors";
 * import { openTelemetry } from "@mailroom/mailroom/otel";
 * import { trace } from "@opentelemetry/api";
 *
 * await using system = new System({ interceptors: [openTelemetry()] });
 * const printer = system.spawn("printer", () => (line: string) => console.log(line));
 * trace.getTracer("example").startActiveSpan("request", (span) => {
 *   printer.tell("hello");
 *   span.end();
 * });
 * ```
 */
export function openTelemetry(options: OpenTelemetryOptions = {}): Interceptor<OtelContext> {
  const { tracer = trace.getTracer("mailroom"), relation = "child", tells = false } = options;
  return {
    told(to, message) {
      const active = context.active();
      if (!tells) return active;
      const attributes = describe(to, message);
      const span = tracer.startSpan(`actor.tell ${actorName(to.id)}`, { kind: SpanKind.PRODUCER, attributes }, active);
      span.end();
      return withSpan(active, span);
    },
    handling(told, by, message, handle) {
      const span = tracer.startSpan(`actor.handle ${actorName(by.id)}`, {
        kind: SpanKind.CONSUMER,
        attributes: describe(by, message),
        ...relation === "link" && { root: true, links: linksTo(told) },
      }, told);
      return within(span, () => context.with(withSpan(told, span), handle));
    },
  };
}

function describe(actor: Ref<never>, message: unknown): Record<string, string> {
  const type = messageType(message);
  return type === undefined ? { "actor.id": actor.id } : { "actor.id": actor.id, "message.type": type };
}

function withSpan(surroundings: OtelContext, span: OtelSpan): OtelContext {
  return trace.setSpan(surroundings, span as Span);
}

function linksTo(told: OtelContext): Link[] {
  const context = trace.getSpanContext(told);
  return context === undefined ? [] : [{ context }];
}

/** Ends a span when what it is around is over. */
function within(span: OtelSpan, handle: () => void | Promise<void>): void | Promise<void> {
  try {
    const result = handle();
    if (typeof result?.then !== "function") return span.end();
    // What is merely like a promise may throw or call back twice.
    return Promise.resolve(result).then(() => span.end(), (error) => fail(span, error));
  } catch (error) {
    fail(span, error);
  }
}

/** Ends the span of a handler that failed, and lets the actor fail. */
function fail(span: OtelSpan, error: unknown): never {
  const message = describeError(error);
  // Not the error itself: others would look into what may throw at being looked into.
  span.recordException(message);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
  span.end();
  throw error;
}
