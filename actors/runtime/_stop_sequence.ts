import type { Cell } from "./_cell.ts";
import type { Cancel } from "./clock.ts";
import { SHUTDOWN } from "./exit_reason.ts";
import { requestEnd } from "./_requests.ts";

const WORKER_SHUTDOWN = 5_000;

/** How a set of children is stopped. */
export interface StopPlan {
  /** Whether this is their end for good; a group restart only ends their incarnations, but for temporary ones. */
  readonly final: boolean;
  readonly kill: boolean;
  /** All at once under one shared deadline, or one after the other, each with its own. */
  readonly concurrent: boolean;
  readonly done: () => void;
}

/** Stops children in the order given and says when the last is over. */
export class StopSequence {
  readonly #plan: StopPlan;
  readonly #left: Set<Cell>;
  #kill: boolean;
  #current: Cell | undefined = undefined;
  #deadline: Cancel | undefined = undefined;
  /** When those who are being stopped now were asked to. */
  #since = 0;

  constructor(children: readonly Cell[], plan: StopPlan) {
    this.#plan = plan;
    this.#kill = plan.kill;
    this.#left = new Set(children);
  }

  has(child: Cell): boolean {
    return this.#left.has(child);
  }

  begin(): void {
    if (this.#plan.concurrent && !this.#kill) return this.#all();
    this.#next();
  }

  /** A child is over. */
  ended(child: Cell): void {
    if (!this.#left.delete(child)) return;
    if (this.#current !== child && this.#left.size !== 0) return;
    this.abandon();
    this.#next();
  }

  /** Has no more patience with any of them. */
  kill(): void {
    if (this.#kill) return;
    this.#kill = true;
    this.#deadline?.();
    for (const child of this.#left) {
      if (this.#plan.concurrent || child === this.#current) this.#overran(child);
    }
  }

  /** Forgets about the deadline. */
  abandon(): void {
    this.#deadline?.();
    this.#deadline = undefined;
  }

  #next(): void {
    for (const child of this.#left) {
      // An incarnation that is over already, waiting for its supervisor's word.
      if (
        !this.#plan.final && child.incarnation === undefined && child.state !== "starting" &&
        child.spec.restart !== "temporary"
      ) {
        this.#left.delete(child);
        continue;
      }
      this.#current = child;
      const patience = this.#kill ? 0 : patienceWith(child);
      this.#since = child.kernel.clock.now();
      this.#stop(child, patience === 0);
      if (patience !== 0 && patience !== Infinity) {
        this.#deadline = child.kernel.deadlines.after(patience, () => this.#overran(child));
      }
      return;
    }
    this.#plan.done();
  }

  #all(): void {
    let patience = 0;
    let kernel;
    for (const child of this.#left) {
      kernel = child.kernel;
      this.#since = kernel.clock.now();
      patience = Math.max(patience, patienceWith(child));
      this.#stop(child, patienceWith(child) === 0);
    }
    if (kernel === undefined) return this.#plan.done();
    if (patience === Infinity || patience === 0) return;
    this.#deadline = kernel.deadlines.after(patience, () => {
      for (const child of this.#left) this.#overran(child);
    });
  }

  #stop(child: Cell, kill: boolean): void {
    const final = this.#plan.final || child.spec.restart === "temporary";
    requestEnd(child, kill ? { kill, final } : { reason: SHUTDOWN, final });
  }

  #overran(child: Cell): void {
    const { clock, events } = child.kernel;
    // Less than its patience where a deadline above it ended that of its parent.
    const shutdown = Math.min(patienceWith(child), Math.round(clock.now() - this.#since));
    events.announce({ type: "overran", id: child.ref.id, shutdown });
    this.#stop(child, true);
  }
}

function patienceWith(child: Cell): number {
  return child.spec.shutdown ?? (child.supervision === undefined ? WORKER_SHUTDOWN : Infinity);
}
