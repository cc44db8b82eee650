import { metrics } from "@opentelemetry/api";
import type { System } from "../runtime/system.ts";
import type { OtelMeter, OtelResult } from "./api.ts";

/**
 * Lets a meter observe a system. The figures are read when the meter collects them, and cost nothing in between:
 *
 * | instrument                   | kind            | unit           | counts                                                  |
 * | ---------------------------- | --------------- | -------------- | ------------------------------------------------------- |
 * | `mailroom.actors`            | up-down counter | `{actor}`      | actors that live                                        |
 * | `mailroom.messages.queued`   | up-down counter | `{message}`    | messages that wait                                      |
 * | `mailroom.messages.handled`  | counter         | `{message}`    | messages handled, by those that have ended too          |
 * | `mailroom.actors.restarts`   | counter         | `{restart}`    | actors started again                                    |
 * | `mailroom.messages.dead`     | counter         | `{message}`    | dead letters; the attribute `cause` says of which kind  |
 * | `mailroom.handling.time`     | up-down counter | `s`            | time in handlers, estimated, without waiting            |
 *
 * Collecting looks at every actor once: some tens of nanoseconds each.
 *
 * @param system whose figures they are
 * @param meter default: the globally registered provider's meter `mailroom`
 * @returns ends the observation when disposed of; it keeps hold of the system until then
 *
 * @example
 * ```ts
 * import { System } from "@mailroom/mailroom/actors";
 * import { observe } from "@mailroom/mailroom/otel";
 *
 * await using system = new System();
 * using _observed = observe(system);
 * ```
 */
export function observe(
  system: System,
  meter: OtelMeter = metrics.getMeter("mailroom"),
): Disposable {
  const actors = meter.createObservableUpDownCounter("mailroom.actors", {
    unit: "{actor}",
    description: "Actors that live",
  });
  const queued = meter.createObservableUpDownCounter("mailroom.messages.queued", {
    unit: "{message}",
    description: "Messages that wait in mailboxes",
  });
  const handled = meter.createObservableCounter("mailroom.messages.handled", {
    unit: "{message}",
    description: "Messages that were handled",
  });
  const restarts = meter.createObservableCounter("mailroom.actors.restarts", {
    unit: "{restart}",
    description: "Actors that were started again",
  });
  const dead = meter.createObservableCounter("mailroom.messages.dead", {
    unit: "{message}",
    description: "Messages that reached nobody, by cause",
  });
  // An estimate may fall when it gets better, which a counter must not.
  const time = meter.createObservableUpDownCounter("mailroom.handling.time", {
    unit: "s",
    description: "Time spent in handlers, estimated",
  });

  const instruments = [actors, queued, handled, restarts, dead, time];
  const collect = (result: OtelResult): void => {
    const totals = system.totals();
    result.observe(actors, totals.actors);
    result.observe(queued, totals.queue);
    result.observe(handled, totals.handled);
    result.observe(restarts, totals.restarts);
    for (const [cause, count] of Object.entries(system.events().deadLetters)) result.observe(dead, count, { cause });
    result.observe(time, totals.time / 1_000);
  };
  meter.addBatchObservableCallback(collect, instruments);
  return { [Symbol.dispose]: () => meter.removeBatchObservableCallback(collect, instruments) };
}
