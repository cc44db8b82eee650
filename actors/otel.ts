/**
 * Actors under OpenTelemetry: spans that follow messages, and metrics of a system. Nothing else imports it, so that who
 * does not use it does not load the API.
 *
 * The API does nothing by itself. What records, exports, and lets the active span hold across awaits is registered with
 * it by an SDK, or by Deno where `OTEL_DENO=true` is set. Importing this needs no permission.
 *
 * @module
 */
export { openTelemetry, type OpenTelemetryOptions } from "./otel/open_telemetry.ts";
export { observe } from "./otel/observe.ts";

export type { OtelContext, OtelInstrumentOptions, OtelMeter, OtelResult, OtelSpan, OtelTracer } from "./otel/api.ts";
