import type { Actor } from "./actor.ts";
import { backoffDelay, calmRun } from "./backoff.ts";
import type { Cell } from "./_cell.ts";
import type { Cancel } from "./clock.ts";
import { RevokedError } from "./errors.ts";
import { describeReason, type ExitReason } from "./exit_reason.ts";
import { finish } from "./_finish.ts";
import { begin, requestEnd } from "./_requests.ts";
import { started } from "./_started.ts";
import { addRestart } from "./restart_window.ts";
import type { FullSpec } from "./spawn_options.ts";
import { StopSequence } from "./_stop_sequence.ts";
import type { FullSupervision } from "./supervisor_options.ts";

/** A supervisor's part of its cell: which children run, in which order they start, and what their ends lead to. */
export class Supervision {
  readonly #cell: Cell;
  readonly #options: FullSupervision;
  #phase: "gathering" | "starting" | "settled" | "retired" = "gathering";
  #restarts: readonly number[] = [];
  readonly #consecutive = new Map<Cell, number>();
  /** Children that wait for their own restart. */
  readonly #waiting = new Map<Cell, Cancel>();
  /** Children to be started one after the other. */
  #queue: Cell[] = [];
  /** The wait before the first in the queue is started. */
  #pause: Cancel | undefined = undefined;
  /** Children that are being stopped so that they can be started together. */
  #regrouping: StopSequence | undefined = undefined;
  /** Ends that came while children were being regrouped or first started. */
  #deferred: { child: Cell; reason: ExitReason; abnormal: boolean }[] = [];

  constructor(cell: Cell, options: FullSupervision) {
    this.#cell = cell;
    this.#options = options;
  }

  /** Whether children are stopped all at once. */
  get concurrent(): boolean {
    return this.#options.concurrent;
  }

  /** Whether restarts wait, and how long a child ran matters. */
  get backsOff(): boolean {
    return this.#options.backoff !== undefined;
  }

  /** Takes a child in. During the factory it is the next to be started; later it starts at once. */
  add<M>(name: string | undefined, actor: Actor<M>, spec: FullSpec): Cell<M> {
    const { ending, state } = this.#cell;
    // What is over need not have ended: the supervisor may have started again.
    if (this.#phase === "retired" && ending === undefined && state !== "stopped") {
      throw new RevokedError(`Cannot spawn under ${this.#cell.ref.id}: that incarnation is over`);
    }
    const gathering = this.#phase === "gathering";
    const child = this.#cell.kernel.spawn(this.#cell, name, actor, spec, !gathering);
    if (gathering) this.#queue.push(child);
    return child;
  }

  /** Publishes what went wrong with a child before there was one. */
  report(error: unknown): void {
    this.#cell.kernel.failed(this.#cell, error);
  }

  // Starting

  startChildren(): void {
    this.#phase = "starting";
    this.#startNext();
  }

  started(child: Cell): void {
    if (child !== this.#queue[0]) return;
    this.#queue.shift();
    this.#startNext();
  }

  #startNext(): void {
    if (this.#cell.ending !== undefined) return;
    const [next] = this.#queue;
    if (next !== undefined) return begin(next);
    if (this.#phase === "starting") {
      this.#phase = "settled";
      started(this.#cell);
    }
    const deferred = this.#deferred;
    this.#deferred = [];
    for (const { child, reason, abnormal } of deferred) {
      if (child.state === "restarting") this.exited(child, reason, abnormal);
    }
  }

  // Ends

  /** A child's incarnation is over and the verdict is asked for. */
  exited(child: Cell, reason: ExitReason, abnormal: boolean): void {
    const { restart } = child.spec;
    if (this.#regrouping?.has(child)) {
      return restart === "temporary" ? finish(child, reason) : this.#regrouping.ended(child);
    }
    if (this.#phase === "starting" && child === this.#queue[0]) return this.#failedToStart(child, reason);
    if (this.#phase === "starting" || this.#regrouping !== undefined) {
      this.#deferred.push({ child, reason, abnormal });
      return;
    }
    if (restart === "temporary" || (restart === "transient" && !abnormal)) {
      this.#autoShutdown(child);
      return finish(child, reason);
    }
    this.#attempt(child, reason);
  }

  /** A child is gone for good. */
  removed(child: Cell): void {
    this.#waiting.get(child)?.();
    this.#waiting.delete(child);
    this.#consecutive.delete(child);
    const index = this.#queue.indexOf(child);
    if (index === 0 && this.#pause === undefined) this.started(child);
    else if (index >= 0) this.#queue.splice(index, 1);
    this.#regrouping?.ended(child);
  }

  /** The supervisor itself is ending. */
  retire(): void {
    this.#phase = "retired";
    for (const cancel of this.#waiting.values()) cancel();
    this.#waiting.clear();
    this.#pause?.();
    this.#pause = undefined;
    this.#regrouping?.abandon();
    this.#regrouping = undefined;
    this.#queue = [];
    this.#deferred = [];
  }

  #failedToStart(child: Cell, reason: ExitReason): void {
    this.#queue = [];
    const cause = reason.type === "failed" ? { cause: reason.error } : {};
    const error = new Error(
      `Cannot start ${this.#cell.ref.id}: its child ${child.ref.id} ${describeReason(reason)}`,
      cause,
    );
    finish(child, reason);
    requestEnd(this.#cell, { reason: { type: "failed", error } });
  }

  #autoShutdown(child: Cell): void {
    const { autoShutdown } = this.#options;
    if (!child.spec.significant || autoShutdown === "never") return;
    const others = [...this.#cell.children ?? []].filter((other) => other !== child);
    if (autoShutdown === "all-significant" && others.some((other) => other.spec.significant)) return;
    requestEnd(this.#cell, { reason: { type: "shutdown", detail: `significant child ${child.ref.id} ended` } });
  }

  // Restarts

  #attempt(child: Cell, reason: ExitReason): void {
    const { intensity, period, backoff } = this.#options;
    const { clock, deadlines, events, random } = this.#cell.kernel;
    const now = clock.now();
    const { allowed, restarts } = addRestart(this.#restarts, now, intensity, period);
    this.#restarts = restarts;
    if (!allowed) return this.#giveUp(child, reason);
    const calm = now - child.startedAt >= calmRun(backoff);
    const consecutive = calm ? 0 : this.#consecutive.get(child) ?? 0;
    this.#consecutive.set(child, consecutive + 1);
    const delay = backoffDelay(backoff, consecutive, backoff === undefined ? 0 : random());
    child.startedAt = NaN;
    events.emit(() => ({ type: "restarting", id: child.ref.id, reason, delay }));
    if (this.#options.strategy !== "one-for-one") return this.#regroup(child, delay);
    if (delay === 0) return begin(child);
    const due = () => {
      this.#waiting.delete(child);
      begin(child);
    };
    this.#waiting.set(child, deadlines.after(delay, due));
  }

  /** Stops whoever the strategy says, waits, then starts them and the child, oldest first. */
  #regroup(child: Cell, delay: number): void {
    this.#pause?.();
    this.#pause = undefined;
    const members = [...this.#cell.children ?? []];
    const first = this.#options.strategy === "one-for-all" ? 0 : members.indexOf(child);
    // Whoever is still in line from an earlier restart stays in line.
    const affected = members.filter((member, index) => index >= first || this.#queue.includes(member));
    this.#queue = [];
    this.#regrouping = new StopSequence(affected.filter((member) => member !== child).reverse(), {
      final: false,
      kill: false,
      concurrent: false,
      done: () => {
        this.#regrouping = undefined;
        this.#queue = affected.filter((member) => member.state !== "stopped");
        if (delay === 0) return this.#startNext();
        this.#pause = this.#cell.kernel.deadlines.after(delay, () => {
          this.#pause = undefined;
          this.#startNext();
        });
      },
    });
    this.#regrouping.begin();
  }

  #giveUp(child: Cell, reason: ExitReason): void {
    const { intensity, period } = this.#options;
    const restarts = this.#restarts.length;
    this.#cell.kernel.events.announce({ type: "gave-up", id: this.#cell.ref.id, restarts, period });
    const detail = `more than ${intensity} restarts within ${period} ms, the last after ${child.ref.id} ${
      describeReason(reason)
    }`;
    requestEnd(this.#cell, { reason: { type: "shutdown", detail } });
    finish(child, reason);
  }
}
