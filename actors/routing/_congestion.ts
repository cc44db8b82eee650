import type { Context } from "../runtime/context.ts";
import type { Ref } from "../runtime/ref.ts";
import type { ConnectionMessage } from "./messages.ts";

/**
 * How connections slow each other down. A receiver whose outbox is crowded asks those who feed it to pause; when it has
 * caught up, or the longest pause is over, they go on. A receiver that stays crowded is asked for no second pause: from
 * then on only its limit stands between it and the end.
 */
export class Congestion {
  readonly #self: Context<ConnectionMessage>;
  readonly #longestPause: number;
  /** Those I have asked to pause. Made when there is one: with most connections there never is. */
  #paused: Set<Ref<ConnectionMessage>> | undefined = undefined;
  /** Those who have asked me to pause. */
  #receivers: Set<Ref<ConnectionMessage>> | undefined = undefined;
  #patience: "fresh" | "pausing" | "used" = "fresh";

  constructor(self: Context<ConnectionMessage>, longestPause: number) {
    this.#self = self;
    this.#longestPause = longestPause;
  }

  /** Whether nothing should be read now. */
  get holds(): boolean {
    return this.#receivers !== undefined && this.#receivers.size !== 0;
  }

  // As a receiver

  /** My outbox is crowded by something from `feeder`. */
  crowded(feeder: Ref<ConnectionMessage> | undefined): void {
    if (feeder === undefined || this.#patience === "used" || this.#paused?.has(feeder)) return;
    if (this.#patience === "fresh") {
      this.#patience = "pausing";
      this.#self.timers.after("pause", this.#longestPause, { type: "settled", run: () => this.#resume("used") });
    }
    (this.#paused ??= new Set()).add(feeder);
    feeder.tell({ type: "pause", receiver: this.#self.ref });
  }

  /** My outbox is no longer crowded. */
  relieved(): void {
    this.#self.timers.cancel("pause");
    this.#resume("fresh");
  }

  #resume(patience: "fresh" | "used"): void {
    this.#patience = patience;
    const paused = this.#paused;
    this.#paused = undefined;
    if (paused === undefined) return;
    for (const feeder of paused) feeder.tell({ type: "resume", receiver: this.#self.ref });
  }

  /** I am going: nobody shall wait for me. */
  leave(): void {
    this.#resume("used");
  }

  // As a feeder

  pause(receiver: Ref<ConnectionMessage>): void {
    (this.#receivers ??= new Set()).add(receiver);
  }

  /** Returns whether reading may go on. */
  resume(receiver: Ref<ConnectionMessage>): boolean {
    return this.#receivers?.delete(receiver) === true && !this.holds;
  }
}
