import { originOf } from "../../actors/routing/admission/origin.ts";

/** How long an address is refused after one failure too many, in milliseconds: twice as long each time, up to the second. */
const REFUSED = [1_000, 60_000] as const;
/** Addresses that are remembered; of more, those are forgotten that have failed the longest time ago. */
const MOST = 10_000;
/** Failures are forgotten after so long without another, in milliseconds. */
const FORGOTTEN = 600_000;

interface Failures {
  failures: number;
  at: number;
  until: number;
}

/** Remembers which addresses have shown something wrong, so that nobody can try passwords without end. */
export class Attempts {
  readonly #max: number;
  readonly #now: () => number;
  readonly #records = new Map<string, Failures>();

  /** Lets `max` failures in a row pass. */
  constructor(max: number, now: () => number) {
    this.#max = max;
    this.#now = now;
  }

  /** How many addresses are remembered. */
  get size(): number {
    return this.#records.size;
  }

  /** Whether an address is refused just now. */
  refuses(hostname: string): boolean {
    return (this.#records.get(originOf(hostname))?.until ?? 0) > this.#now();
  }

  /** An address has shown something wrong. */
  failed(hostname: string): void {
    if (this.#max === Infinity) return;
    const key = originOf(hostname);
    const now = this.#now();
    const before = this.#records.get(key);
    const failures = before === undefined || now - before.at > FORGOTTEN ? 1 : before.failures + 1;
    const over = failures - this.#max;
    const until = over < 0 ? 0 : now + Math.min(REFUSED[0] * 2 ** Math.min(over, 20), REFUSED[1]);
    this.#records.delete(key);
    this.#records.set(key, { failures, at: now, until });
    if (this.#records.size > MOST) this.#records.delete(this.#records.keys().next().value!);
  }

  /** An address has shown something right. */
  succeeded(hostname: string): void {
    this.#records.delete(originOf(hostname));
  }
}
