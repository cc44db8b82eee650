import type { Meter } from "./_meter.ts";
import { Ring } from "../_ring.ts";
import { Window } from "./_window.ts";

/** The messages that were sent to the thread's actor and that it has not begun with. */
export class InFlight<M> {
  readonly #messages = new Ring<M>();
  readonly #window: Window;
  readonly #size: number;

  constructor(meter: Meter, size: number) {
    this.#window = new Window(meter, size);
    this.#size = size;
  }

  add(message: M): void {
    this.#window.add();
    this.#messages.push(message);
    if (this.#messages.size > this.#size) this.#trim(this.#window.left);
  }

  /** `undefined` if there is room for one more; else a promise of it. */
  room(): Promise<void> | undefined {
    return this.#window.room();
  }

  /** There is room; or nobody needs it any more. */
  open(): void {
    this.#window.open();
  }

  /** Takes back, youngest first, what the thread has not begun with, and now will not. */
  takeBack(): M[] {
    this.#trim(this.#window.freeze());
    const messages: M[] = [];
    while (this.#messages.size !== 0) messages.push(this.#messages.shift());
    return messages.reverse();
  }

  #trim(left: number): void {
    while (this.#messages.size > left) this.#messages.shift();
  }
}
