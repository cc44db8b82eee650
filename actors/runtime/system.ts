import type { Actor } from "./actor.ts";
import { attend } from "./_lifecycle.ts";
import { Cell } from "./_cell.ts";
import { composed } from "./_composed.ts";
import { DetachedScheduler } from "./_detached_scheduler.ts";
import { type Clock, systemClock } from "./clock.ts";
import type { StopOptions } from "./context.ts";
import type { Events } from "./events.ts";
import { type ExitReason, NOT_FOUND, SHUTDOWN } from "./exit_reason.ts";
import type { Groups } from "./groups.ts";
import type { Interceptor } from "./interceptor.ts";
import { immediate } from "./_immediate.ts";
import { Kernel } from "./_kernel.ts";
import { localRef } from "./_local_ref.ts";
import type { Ref } from "./ref.ts";
import { RunQueue } from "./_run_queue.ts";
import type { Scheduler } from "./scheduler.ts";
import { type ChildSpec, fullSpec } from "./spawn_options.ts";
import { stopCell } from "./_stop.ts";
import { requestEnd } from "./_requests.ts";
import { supervise } from "./_supervise.ts";
import type { Supervision } from "./_supervision.ts";
import { fullSupervision, type SupervisorOptions } from "./supervisor_options.ts";
import { type SystemTotals, totals } from "./totals.ts";
import { type ActorInfo, inspect } from "./tree.ts";
import { Watchers } from "./_watchers.ts";

/** Options of a {@linkcode System}; those of a supervisor are for the root, which supervises what is spawned on the system. */
export interface SystemOptions extends Omit<SupervisorOptions, "autoShutdown"> {
  /** Where time comes from. Default: the machine's monotonic clock. */
  readonly clock?: Clock;
  /** Where chance comes from: numbers from 0 to below 1. Default `Math.random`. */
  readonly random?: () => number;
  /** What decides who runs next. Default: first come, first served, with room for sockets and timers every few ms. */
  readonly scheduler?: Scheduler;
  /** What goes along with every message, outermost first. Default: nothing, which costs nothing. */
  readonly interceptors?: readonly Interceptor[];
}

/** Options of {@linkcode System.shutdown}. */
export interface ShutdownOptions {
  /**
   * Milliseconds for the whole shutdown, from 0. What is left then is killed, and whoever was waited for is published as
   * `overran`. Default 10,000.
   */
  readonly deadline?: number;
}

/**
 * A tree of actors that lives and ends together.
 *
 * All actors of a system share one thread and take turns; there is no parallelism inside a system. The actors that are
 * spawned on it are children of its root, a supervisor like any other: when it gives up, the whole system ends, and
 * {@linkcode System.done} says why.
 *
 * @example
 * ```ts
 * import { System } from "@mailroom/mailroom/actors";
 *
 * await using system = new System();
 * const printer = system.spawn("printer", () => (line: string) => console.log(line));
 * printer.tell("hello");
 * ```
 */
export class System implements AsyncDisposable {
  /** Resolves with the reason when every actor of the system has ended. Never rejects. */
  readonly done: Promise<ExitReason>;
  readonly #kernel: Kernel;
  readonly #root: Cell;
  #supervision!: Supervision;
  #over: Promise<ExitReason> | undefined = undefined;

  /**
   * Starts an empty tree.
   *
   * @throws {RangeError} when an option is out of range
   */
  constructor(options: SystemOptions = {}) {
    const { clock = systemClock, random = Math.random, scheduler = new RunQueue(), interceptors = [], ...supervision } =
      options;
    const { promise, resolve } = Promise.withResolvers<ExitReason>();
    this.done = promise;
    this.#kernel = new Kernel(this, {
      clock,
      random,
      scheduler: interceptors.length === 0 ? scheduler : new DetachedScheduler(scheduler),
      // A clock that is turned by hand has no timer worth keeping armed.
      defer: clock === systemClock ? immediate : (task) => task(),
      interceptor: composed(interceptors),
      ended: (reason) => {
        this.#kernel.deadlines.clear();
        resolve(reason);
      },
    });
    const root = supervise(fullSupervision(supervision), (_self, supervision) => {
      this.#supervision = supervision;
      return () => {};
    });
    this.#root = new Cell(this.#kernel, undefined, "root", root, fullSpec({ shutdown: Infinity }), "");
    this.#root.state = "starting";
    // The root needs no turn of its own to start: children may be spawned at once.
    attend(this.#root);
  }

  /**
   * Starts an actor directly under the root. Like {@linkcode Context.spawn}, but supervised: by default it is restarted
   * after an abnormal end (`transient`).
   *
   * @throws {NameTakenError} when the name is taken
   * @throws {StoppedError} when the system has ended or is ending
   * @throws {RangeError} when the specification has a value out of range
   */
  spawn<M>(name: string, actor: Actor<M>, spec?: ChildSpec): Ref<M>;
  /** Starts an actor with a name of its own making. */
  spawn<M>(actor: Actor<M>, spec?: ChildSpec): Ref<M>;
  spawn<M>(first: string | Actor<M>, second?: Actor<M> | ChildSpec, third?: ChildSpec): Ref<M> {
    if (typeof first === "string") {
      return this.#supervision.add(first, second as Actor<M>, fullSpec(third, "transient")).ref;
    }
    return this.#supervision.add(undefined, first, fullSpec(second as ChildSpec | undefined, "transient")).ref;
  }

  /** Stops an actor for good: it is not restarted. Nothing happens if it has ended. */
  stop(ref: Ref<never>, options?: StopOptions): void {
    const cell = localRef(ref)?.cell;
    if (cell === undefined || cell.kernel !== this.#kernel) {
      throw new TypeError(`Cannot stop ${ref.id}: it is not the ref of an actor of this system`);
    }
    stopCell(cell, SHUTDOWN, true, options);
  }

  /** Resolves with the reason when an actor has ended for good; at once, with `not-found`, when it already has. */
  stopped(ref: Ref<never>): Promise<ExitReason> {
    const cell = localRef(ref)?.cell;
    if (cell === undefined || cell.state === "stopped") return Promise.resolve(NOT_FOUND);
    return (cell.watchers ??= new Watchers()).ended();
  }

  /** The time on the system's clock, in milliseconds. */
  now(): number {
    return this.#kernel.clock.now();
  }

  /** The next number of the source of chance that the system was given: from 0 to below 1. */
  random(): number {
    return this.#kernel.random();
  }

  /**
   * Calls `callback` once when the actors that are ready have had their turns. It is told whether the system is at rest:
   * every message that was told has been handled, so that nobody can still look into what messages point to, unless it
   * was kept on purpose. `false` where some are not handled yet, or an actor waits for a promise.
   */
  afterTurns(callback: (atRest: boolean) => void): void {
    const kernel = this.#kernel;
    kernel.scheduler.afterTurns((rested) => callback(rested && kernel.held === 0));
  }

  /** What happens from now on. */
  events(): Events {
    return this.#kernel.events;
  }

  /** The named groups. */
  get groups(): Groups {
    return this.#kernel.groups;
  }

  /** All actors, as they are now. */
  tree(): ActorInfo {
    return inspect(this.#root);
  }

  /** Figures of all actors together, of those that have ended too. Like {@linkcode tree}, counted when asked for. */
  totals(): SystemTotals {
    return totals(this.#root, this.#kernel.past);
  }

  /**
   * Stops all actors, youngest first, each after its children, and waits for the end. Calling it again joins the first
   * call, with the deadline of that one.
   *
   * @returns why the system has ended
   */
  shutdown(options: ShutdownOptions = {}): Promise<ExitReason> {
    return this.#over ??= this.#shutDown(options.deadline ?? 10_000);
  }

  #shutDown(deadline: number): Promise<ExitReason> {
    if (this.#root.state === "stopped") return this.done;
    const cancel = deadline === Infinity
      ? () => {}
      : this.#kernel.clock.setTimer(() => requestEnd(this.#root, { kill: true, final: true }), deadline);
    requestEnd(this.#root, { reason: SHUTDOWN, final: true });
    return this.done.finally(cancel);
  }

  /** Shuts down with the default deadline. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown();
  }
}
