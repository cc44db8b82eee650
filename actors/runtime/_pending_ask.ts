import type { Cell } from "./_cell.ts";
import { Deadline } from "./_deadlines.ts";
import { AskTimeoutError, StoppedError } from "./errors.ts";
import type { LocalRef } from "./_local_ref.ts";
import type { Ref } from "./ref.ts";

/**
 * One question on its way: the one-shot ref for the answer, the deadline, and a link in the list of those who wait for
 * the same actor. All of it is let go at the moment it settles.
 */
export class PendingAsk<R = unknown> extends Deadline implements Ref<R> {
  readonly target: LocalRef;
  readonly #timeout: number;
  #asker: Cell | undefined;
  #resolve: ((answer: R) => void) | undefined;
  #reject: ((error: unknown) => void) | undefined;
  #forgetSignal: (() => void) | undefined = undefined;
  #before: PendingAsk | undefined = undefined;
  #after: PendingAsk | undefined = undefined;
  /** Told once it has settled: for whoever keeps it in a table. */
  settled: (() => void) | undefined = undefined;

  constructor(
    target: LocalRef,
    asker: Cell | undefined,
    timeout: number,
    resolve: (answer: R) => void,
    reject: (error: unknown) => void,
  ) {
    super();
    this.target = target;
    this.#asker = asker;
    this.#timeout = timeout;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** Begins to wait. */
  open(signal: AbortSignal | undefined): void {
    const cell = this.target.cell;
    this.#after = cell.asks;
    if (cell.asks !== undefined) cell.asks.#before = this as PendingAsk;
    cell.asks = this as PendingAsk;
    if (this.#asker !== undefined) (this.#asker.asking ??= new Set()).add(this as PendingAsk);
    if (this.#timeout !== Infinity) cell.kernel.deadlines.add(this, this.#timeout);
    if (signal === undefined) return;
    const abort = () => this.fail(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    this.#forgetSignal = () => signal.removeEventListener("abort", abort);
  }

  get id(): string {
    return `${this.target.id}?answer`;
  }

  /** Whether nobody waits for the answer any more. */
  get over(): boolean {
    return this.#resolve === undefined;
  }

  tell(answer: R): boolean {
    const resolve = this.#resolve;
    if (resolve === undefined) {
      this.target.cell.kernel.deadLetter(this, "late-reply", answer);
      return false;
    }
    this.#close();
    resolve(answer);
    return true;
  }

  offer(answer: R): Promise<void> {
    return this.tell(answer)
      ? Promise.resolve()
      : Promise.reject(new StoppedError(`Cannot answer ${this.id}: it is over`));
  }

  /** Settles it without an answer. */
  fail(error: unknown): void {
    const reject = this.#reject;
    if (reject === undefined) return;
    this.#close();
    reject(error);
  }

  override due(): void {
    this.fail(
      new AskTimeoutError(
        `Cannot get an answer from ${this.target.id} within ${this.#timeout} ms: waiting ${this.#chain()}`,
      ),
    );
  }

  /** Who waits for whom, from the asker on, as far as it can be followed. */
  #chain(): string {
    const names = [this.#asker?.ref.id ?? "somebody outside"];
    const seen = new Set<Cell | undefined>([this.#asker]);
    let ask: PendingAsk | undefined = this as PendingAsk;
    while (ask !== undefined) {
      const cell: Cell = ask.target.cell;
      names.push(ask.target.id);
      if (seen.has(cell)) break;
      seen.add(cell);
      ask = cell.asking?.values().next().value;
    }
    return names.join(" → ");
  }

  #close(): void {
    this.#resolve = this.#reject = undefined;
    const cell = this.target.cell;
    cell.kernel.deadlines.cancel(this);
    if (this.#before !== undefined) this.#before.#after = this.#after;
    else if (cell.asks === (this as PendingAsk)) cell.asks = this.#after;
    if (this.#after !== undefined) this.#after.#before = this.#before;
    this.#before = this.#after = undefined;
    this.#asker?.asking?.delete(this as PendingAsk);
    this.#asker = undefined;
    this.#forgetSignal?.();
    this.#forgetSignal = undefined;
    this.settled?.();
    this.settled = undefined;
  }
}
