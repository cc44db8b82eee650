import type { Context } from "../runtime/context.ts";
import type { Ref } from "../runtime/ref.ts";
import type { ConnectionMessage } from "./messages.ts";
import type { ConnectionLimits } from "./service.ts";
import type { Patience } from "./patience.ts";

type PauseLimits = Pick<ConnectionLimits, "longestPause" | "highWater">;

/** How often it is looked whether a pause is worth it, in milliseconds: whoever feeds a deaf peer hardly notices so short a one. */
const LOOK = 20;

/**
 * How connections slow each other down. A receiver whose outbox is crowded asks those who feed it to pause; when it has
 * caught up they go on. They also do when it takes its bytes so slowly that it would not catch up within the longest pause:
 * somebody who does not read at all is found out in 20 ms. A receiver that stays crowded asks for no second pause: from then
 * on only its limit stands between it and the end. Where many have been waited for in vain, nobody is for a while.
 */
export class Congestion {
  readonly #self: Context<ConnectionMessage>;
  readonly #limits: PauseLimits;
  readonly #patience: Patience | undefined;
  readonly #outbox: { readonly taken: number };
  /** What the peer had taken when the pause began. */
  #takenBefore = 0;
  /** Those I have asked to pause. Made when there is one: with most connections there never is. */
  #paused: Set<Ref<ConnectionMessage>> | undefined = undefined;
  /** Those who have asked me to pause. */
  #receivers: Set<Ref<ConnectionMessage>> | undefined = undefined;
  #state: "fresh" | "pausing" | "used" = "fresh";

  /** `outbox` counts the bytes that the peer has taken. */
  constructor(
    self: Context<ConnectionMessage>,
    { limits, patience }: { readonly limits: PauseLimits; readonly patience?: Patience },
    outbox: { readonly taken: number },
  ) {
    this.#self = self;
    this.#limits = limits;
    this.#patience = patience;
    this.#outbox = outbox;
  }

  /** Whether nothing should be read now. */
  get holds(): boolean {
    return this.#receivers !== undefined && this.#receivers.size !== 0;
  }

  // As a receiver

  /** My outbox is crowded by something from `feeder`. */
  crowded(feeder: Ref<ConnectionMessage> | undefined): void {
    if (feeder === undefined || this.#state === "used" || this.#paused?.has(feeder)) return;
    if (this.#state === "fresh") {
      if (this.#patience?.left === false) return;
      this.#state = "pausing";
      this.#takenBefore = this.#outbox.taken;
      this.#look(0);
    }
    (this.#paused ??= new Set()).add(feeder);
    feeder.tell({ type: "pause", receiver: this.#self.ref });
  }

  /** The pause has taken so long: it is looked again in a while whether it may go on. */
  #look(paused: number): void {
    const { longestPause, highWater } = this.#limits;
    const next = Math.min(paused + LOOK, longestPause);
    const wanted = highWater / 2 * next / longestPause;
    const run = () => {
      if (next < longestPause && this.#outbox.taken - this.#takenBefore >= wanted) return this.#look(next);
      this.#patience?.wasted(next);
      this.#resume("used");
    };
    this.#self.timers.after("pause", next - paused, { type: "settled", run });
  }

  /** My outbox is no longer crowded. */
  relieved(): void {
    this.#self.timers.cancel("pause");
    this.#resume("fresh");
  }

  #resume(state: "fresh" | "used"): void {
    this.#state = state;
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
