// Said in words of our own, as the documentation of a library can name no types that another has declared.

/** A `Context` of the API: what is active, the span among it. */
export interface OtelContext {
  /** The value under a key. */
  getValue(key: symbol): unknown;
  /** A context with another value under a key. */
  setValue(key: symbol, value: unknown): OtelContext;
  /** A context without a key. */
  deleteValue(key: symbol): OtelContext;
}

/** What is needed of a `Tracer` of the API, which makes spans. */
export interface OtelTracer {
  /** Begins a span. */
  startSpan(name: string, options?: object, context?: OtelContext): OtelSpan;
}

/** What is needed of a `Span` of the API. */
export interface OtelSpan {
  /** What identifies it. */
  spanContext(): { readonly traceId: string; readonly spanId: string; readonly traceFlags: number };
  /** Says how it went. */
  setStatus(status: { readonly code: number; readonly message?: string }): unknown;
  /** Says what was thrown. */
  recordException(exception: string): void;
  /** Ends it now. */
  end(): void;
}

/** What is needed of a `Meter` of the API, which makes instruments. */
export interface OtelMeter {
  /** Makes an instrument whose figures only rise. */
  createObservableCounter(name: string, options?: OtelInstrumentOptions): object;
  /** Makes an instrument whose figures rise and fall. */
  createObservableUpDownCounter(name: string, options?: OtelInstrumentOptions): object;
  /** Has `callback` called when the instruments are collected. */
  addBatchObservableCallback(callback: (result: OtelResult) => void, instruments: object[]): void;
  /** Has it called no more. */
  removeBatchObservableCallback(callback: (result: OtelResult) => void, instruments: object[]): void;
}

/** Options of an instrument. */
export interface OtelInstrumentOptions {
  /** What it counts, for people. */
  readonly description?: string;
  /** In which unit. */
  readonly unit?: string;
}

/** Where the figures of a collection go. */
export interface OtelResult {
  /** Says the figure of an instrument. */
  observe(instrument: object, value: number, attributes?: Record<string, string>): void;
}
