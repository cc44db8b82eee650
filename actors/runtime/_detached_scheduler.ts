import type { Runnable, Scheduler } from "./scheduler.ts";

/**
 * Lets the turns of a scheduler begin in the surroundings in which the system was made. A microtask, and what it starts,
 * runs in those of whoever asked for it: the first to tell an actor would lend its request's context to all turns that
 * follow. What is asked for within a turn needs no detour, as nothing new is begun there.
 */
export class DetachedScheduler implements Scheduler {
  readonly #scheduler: Scheduler;
  #waiting: (() => void)[] = [];
  #call!: () => void;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
    this.#arm();
  }

  get current(): Runnable | undefined {
    return this.#scheduler.current;
  }

  ready(runnable: Runnable): void {
    if (this.#waiting.length === 0 && this.current !== undefined) this.#scheduler.ready(runnable);
    else this.#pass(() => this.#scheduler.ready(runnable));
  }

  afterTurns(callback: (rested: boolean) => void): void {
    this.#pass(() => this.#scheduler.afterTurns((rested) => callback(rested && this.#waiting.length === 0)));
  }

  #pass(request: () => void): void {
    this.#waiting.push(request);
    if (this.current !== undefined) this.#flush();
    else if (this.#waiting.length === 1) this.#call();
  }

  #flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const request of waiting) request();
  }

  /** Has the next flush wait for its call, from here: a reaction to a promise runs where it was registered. */
  #arm(): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#call = resolve;
    promise.then(() => {
      this.#arm();
      this.#flush();
    });
  }
}
