import type { Meter } from "./_meter.ts";

/** The sender's end of a lane: how many it has sent, and how many it may. */
export class Window {
  readonly #meter: Meter;
  readonly #size: number;
  #posted = 0;
  /** As many were left when the meter was last looked at, plus those posted since. */
  #left = 0;
  #room: PromiseWithResolvers<void> | undefined = undefined;

  constructor(meter: Meter, size: number) {
    this.#meter = meter;
    this.#size = size;
  }

  /** Counts one that was sent. */
  add(): void {
    this.#posted++;
    this.#left++;
  }

  /** How many are on their way. */
  get left(): number {
    return this.#left = this.#meter.left(this.#posted);
  }

  /** `undefined` if there is room for one more; else a promise of it. */
  room(): Promise<void> | undefined {
    if (this.#left < this.#size || this.left < this.#size) return undefined;
    this.#meter.want();
    if (this.left < this.#size) return undefined;
    return (this.#room ??= Promise.withResolvers<void>()).promise;
  }

  /** There is room; or nobody needs it any more. */
  open(): void {
    this.#room?.resolve();
    this.#room = undefined;
  }

  /** Takes back what the receiver has not taken; returns how many. */
  freeze(): number {
    this.#meter.freeze();
    return this.left;
  }
}
