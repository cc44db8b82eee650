import { AsyncLocalStorage } from "node:async_hooks";
import { type Context, context, type ContextManager, type Link, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import type { OtelContext, OtelMeter, OtelResult, OtelSpan, OtelTracer } from "../../../actors/otel.ts";

/** Keeps what is active across awaits, as an SDK does. */
class Surroundings implements ContextManager {
  readonly #storage = new AsyncLocalStorage<Context>();

  active(): Context {
    return this.#storage.getStore() ?? ROOT_CONTEXT;
  }

  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    context: Context,
    fn: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    return this.#storage.run(context, () => fn.call(thisArg as ThisParameterType<F>, ...args));
  }

  bind<T>(_context: Context, target: T): T {
    return target;
  }

  enable(): this {
    return this;
  }

  disable(): this {
    return this;
  }
}

/** A span that remembers all that was said of it. */
export class FakeSpan implements OtelSpan {
  readonly id: string;
  readonly name: string;
  readonly kind: number | undefined;
  readonly attributes: Record<string, unknown>;
  /** Names of the spans it has links to. */
  readonly links: readonly string[];
  readonly parent: FakeSpan | undefined;
  status: { readonly code: number; readonly message?: string } | undefined = undefined;
  exceptions: string[] = [];
  ended = 0;

  constructor(id: string, name: string, options: SpanFacts, parent: FakeSpan | undefined) {
    this.id = id;
    this.name = name;
    this.kind = options.kind;
    this.attributes = options.attributes ?? {};
    this.links = (options.links ?? []).map((link) => link.context.spanId);
    this.parent = options.root ? undefined : parent;
  }

  spanContext(): ReturnType<OtelSpan["spanContext"]> {
    return {
      traceId: (this.parent?.spanContext().traceId ?? this.id).padStart(32, "0"),
      spanId: this.id,
      traceFlags: 1,
    };
  }

  setStatus(status: { readonly code: number; readonly message?: string }): this {
    this.status = status;
    return this;
  }

  recordException(exception: string): void {
    this.exceptions.push(exception);
  }

  end(): void {
    this.ended++;
  }
}

interface SpanFacts {
  readonly kind?: number;
  readonly attributes?: Record<string, unknown>;
  readonly links?: readonly Link[];
  readonly root?: boolean;
}

/** A tracer that keeps its spans, and a context manager for as long as it is not disposed of. */
export class FakeTracer implements OtelTracer, Disposable {
  readonly spans: FakeSpan[] = [];

  constructor() {
    context.setGlobalContextManager(new Surroundings());
  }

  startSpan(name: string, options: SpanFacts = {}, within: OtelContext = context.active()): FakeSpan {
    const parent = trace.getSpan(within) as unknown as FakeSpan | undefined;
    const span = new FakeSpan(String(this.spans.length + 1).padStart(16, "0"), name, options, parent);
    this.spans.push(span);
    return span;
  }

  /** Calls `callback` where a span is active. */
  active(name: string, callback: () => void): FakeSpan {
    const span = this.startSpan(name);
    context.with(trace.setSpan(context.active(), span as unknown as Parameters<typeof trace.setSpan>[1]), callback);
    span.end();
    return span;
  }

  /** Each span with those it is in, the innermost first. */
  get paths(): string[] {
    return this.spans.map((span) => {
      const names = [];
      for (let at: FakeSpan | undefined = span; at !== undefined; at = at.parent) names.push(at.name);
      return names.join(" < ");
    });
  }

  [Symbol.dispose](): void {
    context.disable();
  }
}

interface Instrument {
  readonly name: string;
  readonly kind: "counter" | "up-down";
  readonly unit: string | undefined;
}

/** A meter that collects when it is told to. */
export class FakeMeter implements OtelMeter {
  readonly instruments: Instrument[] = [];
  readonly callbacks = new Map<(result: OtelResult) => void, readonly object[]>();

  createObservableCounter(name: string, options?: { readonly unit?: string }): Instrument {
    return this.#make({ name, kind: "counter", unit: options?.unit });
  }

  createObservableUpDownCounter(name: string, options?: { readonly unit?: string }): Instrument {
    return this.#make({ name, kind: "up-down", unit: options?.unit });
  }

  addBatchObservableCallback(callback: (result: OtelResult) => void, instruments: object[]): void {
    this.callbacks.set(callback, instruments);
  }

  removeBatchObservableCallback(callback: (result: OtelResult) => void): void {
    this.callbacks.delete(callback);
  }

  /** The figures now, by the names of their instruments and the cause. */
  collect(): Record<string, number> {
    const figures: Record<string, number> = {};
    for (const [callback, instruments] of this.callbacks) {
      callback({
        observe(instrument, value, attributes) {
          // An instrument that was not registered is ignored by the API.
          if (!instruments.includes(instrument)) return;
          figures[[(instrument as Instrument).name, ...Object.values(attributes ?? {})].join(" ")] = value;
        },
      });
    }
    return figures;
  }

  #make(instrument: Instrument): Instrument {
    this.instruments.push(instrument);
    return instrument;
  }
}
