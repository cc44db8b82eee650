import type { Cancel, Clock } from "./clock.ts";

/** Something that falls due, and its place in the list that it waits in. */
export abstract class Deadline {
  at = 0;
  list: SameDelay | undefined = undefined;
  previous: Deadline | undefined = undefined;
  next: Deadline | undefined = undefined;

  /** Called once when the time has come. */
  abstract due(): void;
}

class Callback extends Deadline {
  readonly #callback: () => void;

  constructor(callback: () => void) {
    super();
    this.#callback = callback;
  }

  due(): void {
    this.#callback();
  }
}

/** All deadlines with one delay: the first to be made is the first to fall due, so one timer serves them all. */
interface SameDelay {
  readonly delay: number;
  first: Deadline | undefined;
  last: Deadline | undefined;
  timer: Cancel | undefined;
  sweeping: boolean;
}

/**
 * Every deadline of a system. Programs use few different delays (an ask's five seconds, an idle minute), so there is a
 * list and one host timer for each delay, and adding and cancelling are a few pointer writes.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #defer: (task: () => void) => void;
  readonly #lists = new Map<number, SameDelay>();

  /** `defer` puts off the release of a timer that nothing waits for, because the next deadline often follows at once. */
  constructor(clock: Clock, defer: (task: () => void) => void) {
    this.#clock = clock;
    this.#defer = defer;
  }

  /** How many host timers are armed. */
  get timers(): number {
    return this.#lists.size;
  }

  /** Arms a deadline `delay` milliseconds from now. */
  add(deadline: Deadline, delay: number): void {
    const list = this.#lists.get(delay) ?? this.#open(delay);
    deadline.at = this.#clock.now() + delay;
    deadline.list = list;
    deadline.previous = list.last;
    deadline.next = undefined;
    if (list.last === undefined) list.first = deadline;
    else list.last.next = deadline;
    list.last = deadline;
    if (list.timer === undefined) this.#arm(list, delay);
  }

  /** Disarms a deadline. One that is not armed is left alone. */
  cancel(deadline: Deadline): void {
    const list = deadline.list;
    if (list === undefined) return;
    unlink(list, deadline);
    if (list.first !== undefined || list.sweeping) return;
    list.sweeping = true;
    this.#defer(() => this.#sweep(list));
  }

  /** Calls `callback` once after `delay` milliseconds. */
  after(delay: number, callback: () => void): Cancel {
    const deadline = new Callback(callback);
    this.add(deadline, delay);
    return () => this.cancel(deadline);
  }

  /** Drops every deadline and every host timer. */
  clear(): void {
    for (const list of this.#lists.values()) {
      list.timer?.();
      for (let d = list.first; d !== undefined; d = d.next) d.list = undefined;
      list.first = list.last = list.timer = undefined;
    }
    this.#lists.clear();
  }

  #open(delay: number): SameDelay {
    const list: SameDelay = { delay, first: undefined, last: undefined, timer: undefined, sweeping: false };
    this.#lists.set(delay, list);
    return list;
  }

  #arm(list: SameDelay, delay: number): void {
    list.timer = this.#clock.setTimer(() => this.#fire(list), delay);
  }

  #fire(list: SameDelay): void {
    // What is added meanwhile arms no timer of its own: it is not the next to fall due.
    list.timer = nothing;
    const now = this.#clock.now();
    for (let d = list.first; d !== undefined && d.at <= now; d = list.first) {
      unlink(list, d);
      d.due();
    }
    list.timer = undefined;
    if (list.first !== undefined) this.#arm(list, list.first.at - now);
    else this.#release(list);
  }

  #sweep(list: SameDelay): void {
    list.sweeping = false;
    if (list.first === undefined) this.#release(list);
  }

  #release(list: SameDelay): void {
    list.timer?.();
    list.timer = undefined;
    if (this.#lists.get(list.delay) === list) this.#lists.delete(list.delay);
  }
}

function nothing(): void {}

function unlink(list: SameDelay, deadline: Deadline): void {
  if (deadline.previous === undefined) list.first = deadline.next;
  else deadline.previous.next = deadline.next;
  if (deadline.next === undefined) list.last = deadline.previous;
  else deadline.next.previous = deadline.previous;
  deadline.list = deadline.previous = deadline.next = undefined;
}
