import type { Actor, Behaviour } from "./actor.ts";
import { type Answer, askFrom, type AskOptions, type Question } from "./ask.ts";
import type { Cell } from "./_cell.ts";
import type { Context, StopOptions } from "./context.ts";
import { Piped } from "./_envelope.ts";
import { RevokedError, StoppedError } from "./errors.ts";
import { NORMAL, NOT_FOUND } from "./exit_reason.ts";
import { behave } from "./_requests.ts";
import { AdaptedRef, LocalRef, localRef } from "./_local_ref.ts";
import type { Ref } from "./ref.ts";
import { fullSpec, type SpawnOptions } from "./spawn_options.ts";
import { CellStash } from "./_stash.ts";
import { stopCell } from "./_stop.ts";
import type { System } from "./system.ts";
import { KeyedTimers } from "./_timers.ts";
import { Watchers } from "./_watchers.ts";

/** One for all: an error that is made at an incarnation's end keeps hold, by its stack, of whom it found there. */
const OVER = new DOMException("The incarnation is over", "AbortError");

/** One call of an actor's factory: its context, and what ends with it. Everything in it is made when first used. */
export class Incarnation<M> implements Context<M> {
  readonly incarnation: number;
  /** Stays readable when the incarnation is over: a ref is nothing that could be abused. */
  readonly ref: Ref<M>;
  #cell: Cell<M> | undefined;
  /** Whether all but the last hook is over. */
  #over = false;
  #abort: AbortController | undefined = undefined;
  #timers: KeyedTimers<M> | undefined = undefined;
  #stash: CellStash<M> | undefined = undefined;
  #watching: Set<LocalRef> | undefined = undefined;

  constructor(cell: Cell<M>, incarnation: number) {
    this.#cell = cell;
    this.ref = cell.ref;
    this.incarnation = incarnation;
  }

  /** Whose incarnation it is, until it is over. */
  get cell(): Cell<M> | undefined {
    return this.#cell;
  }

  get name(): string {
    return this.#live.ref.name;
  }

  get system(): System {
    return this.#live.kernel.system;
  }

  get signal(): AbortSignal {
    if (this.#abort === undefined) {
      this.#abort = new AbortController();
      if (this.#over) this.#abort.abort(OVER);
    }
    return this.#abort.signal;
  }

  get timers(): KeyedTimers<M> {
    return this.#timers ??= new KeyedTimers(this.#lookup());
  }

  get stash(): CellStash<M> {
    return this.#stash ??= new CellStash(this.#lookup());
  }

  get children(): readonly Ref<never>[] {
    return [...this.#live.children ?? []].map((child) => child.ref);
  }

  spawn<C>(name: string, actor: Actor<C>, options?: SpawnOptions): Ref<C>;
  spawn<C>(actor: Actor<C>, options?: SpawnOptions): Ref<C>;
  spawn<C>(first: string | Actor<C>, second?: Actor<C> | SpawnOptions, third?: SpawnOptions): Ref<C> {
    const cell = this.#live;
    if (typeof first === "string") return cell.kernel.spawn(cell, first, second as Actor<C>, fullSpec(third)).ref;
    return cell.kernel.spawn(cell, undefined, first, fullSpec(second as SpawnOptions | undefined)).ref;
  }

  stop(ref?: Ref<never>, options?: StopOptions): void {
    const cell = this.#live;
    if (ref === undefined || ref === cell.ref) return stopCell(cell, NORMAL, false, options);
    const child = ref instanceof LocalRef ? ref.cell : undefined;
    if (child !== undefined && child.state === "stopped") return;
    if (child?.parent !== cell) throw new TypeError(`Cannot stop ${ref.id} from ${cell.ref.id}: it is not its child`);
    stopCell(child, undefined, true, options);
  }

  watch(ref: Ref<never>): void {
    const cell = this.#live;
    const target = localRef(ref);
    if (target === undefined) throw new TypeError(`Cannot watch ${ref.id}: it is not the ref of an actor here`);
    const watching = this.#watching ??= new Set();
    if (watching.has(target)) return;
    watching.add(target);
    if (target.cell.state === "stopped") {
      cell.kernel.signal(cell, { type: "terminated", ref: target, reason: NOT_FOUND });
    } else (target.cell.watchers ??= new Watchers()).add(cell);
  }

  unwatch(ref: Ref<never>): void {
    const cell = this.#live;
    const target = localRef(ref);
    if (target !== undefined && this.stopWatching(target)) target.cell.watchers?.remove(cell);
  }

  become(behaviour: Behaviour<M>): void {
    behave(this.#live, behaviour);
  }

  adapt<N>(convert: (message: N) => M): Ref<N> {
    return new AdaptedRef(this.#live.ref, convert);
  }

  pipe<T>(promise: Promise<T>, done: (value: T) => M, failed: (error: unknown) => M = rethrow): void {
    const ref = this.#live.ref;
    const send = (outcome: unknown, open: () => M): void => {
      const { cell } = ref;
      if (cell.incarnation !== this) return cell.kernel.deadLetter(ref, "late-reply", outcome);
      const piped = ref.wrapped(new Piped(this, outcome, open));
      // Like an offer: an outcome that is dropped because there is no room would be waited for in vain.
      cell.offer(piped, undefined, ref).catch(() => cell.discard(piped, "stopped"));
    };
    promise.then((value) => send(value, () => done(value)), (error) => send(error, () => failed(error)));
  }

  ask<N, const Q extends Question<N>>(ref: Ref<N>, question: Q, options?: AskOptions): Promise<Answer<N, Q>> {
    const cell = this.#live;
    const target = localRef(ref as Ref<never>);
    if (target !== undefined) return askFrom(cell, target, ref, question, options);
    return Promise.reject(new StoppedError(`Cannot ask ${ref.id}: it is not the ref of an actor here`));
  }

  /** Whether a ref was watched; it is not any more. */
  stopWatching(ref: LocalRef): boolean {
    return this.#watching?.delete(ref) ?? false;
  }

  cancelTimers(): void {
    this.#timers?.cancelAll();
  }

  /** Lets go of all that would reach into a later incarnation. The context still works: the last hook may use it. */
  release(): void {
    const cell = this.#live;
    this.#timers?.cancelAll();
    for (const ref of this.#watching ?? []) ref.cell.watchers?.remove(cell);
    this.#watching = undefined;
    cell.signals = undefined;
    this.#stash?.release();
    this.#over = true;
    this.#abort?.abort(OVER);
  }

  /** Ends the context's powers. */
  revoke(): void {
    if (this.#cell === undefined) return;
    this.release();
    this.#cell = undefined;
    this.#timers = this.#stash = undefined;
  }

  /** For what may be kept apart from the context, and must end with it all the same. */
  #lookup(): () => Cell<M> {
    const lookup = () => this.#live;
    lookup();
    return lookup;
  }

  get #live(): Cell<M> {
    if (this.#cell !== undefined) return this.#cell;
    throw new RevokedError(`Cannot use the context of incarnation ${this.incarnation}: it is over`);
  }
}

function rethrow(error: unknown): never {
  throw error;
}
