import type { Signal } from "./actor.ts";
import type { Cell } from "./_cell.ts";
import { DeathPactError } from "./errors.ts";
import { describeReason } from "./exit_reason.ts";
import { failed } from "./_failure.ts";
import type { LocalRef } from "./_local_ref.ts";
import { Ring } from "./_ring.ts";

/** The lane that goes before the messages. */
export class Signals {
  readonly #queue = new Ring<Signal>();

  push(signal: Signal): void {
    this.#queue.push(signal);
  }

  /** Delivers one. Returns `false` when the cell has to wait for the outcome. */
  deliver(cell: Cell): boolean {
    if (this.#queue.size === 0) {
      cell.signals = undefined;
      return true;
    }
    const signal = this.#queue.shift();
    // Only what is still watched is told: an unwatch takes back a signal that was on its way.
    if (signal.type === "terminated" && !cell.incarnation?.stopWatching(signal.ref as LocalRef)) return true;
    try {
      const result = cell.handler?.signal === undefined ? false : cell.handler.signal(signal);
      if (result instanceof Promise) {
        cell.wait(result.then((handled) => void (handled === false && unhandled(cell, signal))));
        return false;
      }
      if (result === false) unhandled(cell, signal);
    } catch (error) {
      failed(cell, error);
    }
    return true;
  }
}

/** Fails whoever the signal was for, unless it is one that may be left alone. */
function unhandled(cell: Cell, signal: Signal): void {
  if (signal.type !== "terminated") return;
  const reason = signal.reason;
  throw new DeathPactError(
    `Watched actor ${signal.ref.id} ended, ${describeReason(reason)}, and ${cell.ref.id} handles no signals`,
    reason.type === "failed" ? { cause: reason.error } : {},
  );
}
