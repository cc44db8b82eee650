import type { Context } from "../runtime/context.ts";
import type { Ref } from "../runtime/ref.ts";
import type { ConnectionMessage } from "./messages.ts";
import type { ConnectionLimits } from "./service.ts";
import type { Patience } from "./patience.ts";

type PauseLimits = Pick<ConnectionLimits, "longestPause" | "highWater">;

/** How often it is looked whether a pause is worth it, in milliseconds. */
const LOOK = 20;
/** A newcomer that takes nothing for so long does not read, in milliseconds: whoever feeds it hardly notices so short a pause. */
const DEAF = 60;
/** Who has taken so many bytes has read some: they do not fit into the buffers of two hosts. */
const PROVEN = 5 << 20;

/**
 * How connections slow each other down. A receiver whose outbox is crowded asks those who feed it to pause; when it has
 * caught up they go on, and after the longest pause at the latest. A receiver that takes nothing more asks for no second
 * pause: from then on only its limit stands between it and the end.
 *
 * Where waiting costs others something, there is `patience`: then a peer that has never been seen to read, and takes nothing
 * at all, is waited for only a moment, and a shorter one where many have been waited for in vain. A slow peer may look like
 * that, because its host takes bytes in gulps: when it has taken the next one, it was not in vain.
 */
export class Congestion {
  readonly #self: Context<ConnectionMessage>;
  readonly #limits: PauseLimits;
  readonly #patience: Patience | undefined;
  readonly #outbox: { readonly taken: number };
  /** What the peer had taken when it was looked last, and for how long that had not changed. */
  #takenBefore = 0;
  #still = 0;
  /** How long was waited in vain, as it seems. */
  #wasted = 0;
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
    if (feeder === undefined || this.#paused?.has(feeder)) return;
    if (this.#state === "used") {
      if (this.#outbox.taken === this.#takenBefore) return;
      this.#patience?.regained(this.#wasted);
      this.#state = "fresh";
    }
    if (this.#state === "fresh") {
      this.#state = "pausing";
      this.#takenBefore = this.#outbox.taken;
      this.#still = 0;
      this.#look(0);
    }
    (this.#paused ??= new Set()).add(feeder);
    feeder.tell({ type: "pause", receiver: this.#self.ref });
  }

  /** The pause has taken so long: it is looked again in a while whether it may go on. */
  #look(paused: number): void {
    const { longestPause } = this.#limits;
    const next = Math.min(paused + LOOK, longestPause);
    const run = () => {
      const { taken } = this.#outbox;
      this.#still = taken === this.#takenBefore ? this.#still + next - paused : 0;
      this.#takenBefore = taken;
      if (next < longestPause && this.#still < this.#longestStill(taken)) return this.#look(next);
      this.#wasted = this.#patience?.wasted(next) ?? 0;
      this.#resume("used");
    };
    this.#self.timers.after("pause", next - paused, { type: "settled", run });
  }

  /** How long the peer may take nothing, in milliseconds. */
  #longestStill(taken: number): number {
    if (this.#patience === undefined || taken >= PROVEN) return Infinity;
    return this.#patience.left ? DEAF : LOOK;
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
