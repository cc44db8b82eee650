import type { Actor, Signal } from "./actor.ts";
import { CarryingRef } from "./_carried.ts";
import { Cell } from "./_cell.ts";
import type { Interceptor } from "./interceptor.ts";
import { LocalRef } from "./_local_ref.ts";
import { Children } from "./_children.ts";
import type { Clock } from "./clock.ts";
import { Deadlines } from "./_deadlines.ts";
import { StoppedError } from "./errors.ts";
import type { DeadLetterCause } from "./events.ts";
import { EventStream } from "./_event_stream.ts";
import type { ExitReason } from "./exit_reason.ts";
import { GroupTable } from "./_group_table.ts";
import { begin } from "./_requests.ts";
import { Past } from "./_past.ts";
import type { Scheduler } from "./scheduler.ts";
import { Signals } from "./_signals.ts";
import { type FullSpec, fullSpec } from "./spawn_options.ts";
import type { System } from "./system.ts";
import { printUnheard } from "./_unheard.ts";

/** What the cells of one system share. */
export class Kernel {
  readonly system: System;
  readonly clock: Clock;
  readonly random: () => number;
  readonly scheduler: Scheduler;
  readonly deadlines: Deadlines;
  readonly events: EventStream;
  readonly groups = new GroupTable();
  readonly past = new Past();
  /** Where the refs of ended actors lead. */
  readonly grave: Cell;
  /** Told when the root has ended. */
  readonly ended: (reason: ExitReason) => void;
  /** All interceptors in one; `undefined` where there is none. */
  readonly interceptor: Interceptor | undefined;
  lastUid = 0;
  /** Cells that may hold mail and have no turn, because they wait for a promise or are not running. */
  held = 0;

  constructor(
    system: System,
    parts: {
      clock: Clock;
      random: () => number;
      scheduler: Scheduler;
      defer: (task: () => void) => void;
      ended: (reason: ExitReason) => void;
      interceptor: Interceptor | undefined;
    },
  ) {
    this.system = system;
    this.clock = parts.clock;
    this.random = parts.random;
    this.scheduler = parts.scheduler;
    this.ended = parts.ended;
    this.interceptor = parts.interceptor;
    this.deadlines = new Deadlines(parts.clock, parts.defer);
    this.events = new EventStream(printUnheard(() => parts.clock.now()));
    this.grave = new Cell(this, undefined, "ended", () => () => {}, fullSpec(undefined), "");
    this.grave.state = "stopped";
    this.grave.limit = 0;
  }

  /** Makes the ref of a cell. */
  ref<M>(cell: Cell<M>, path: string, name: string | undefined): LocalRef<M> {
    const Made = this.interceptor === undefined ? LocalRef : CarryingRef;
    return new Made<M>(cell, path, name, ++this.lastUid);
  }

  /** Whose turn it is. */
  get current(): Cell | undefined {
    const { current } = this.scheduler;
    return current instanceof Cell ? current : undefined;
  }

  /** Makes a child. It starts in its own turn, or when its supervisor says so. */
  spawn<M>(parent: Cell, name: string | undefined, actor: Actor<M>, spec: FullSpec, start = true): Cell<M> {
    if (parent.ending !== undefined || parent.state === "stopped") {
      const child = name === undefined ? "a child" : `"${name}"`;
      throw new StoppedError(
        `Cannot spawn ${child} under ${parent.ref.id}: it is ${parent.state === "stopped" ? "stopped" : "stopping"}`,
      );
    }
    if (name !== undefined && !/^[^/#?$\s][^/#?\s]*$/.test(name)) {
      throw new TypeError(
        `Cannot spawn ${JSON.stringify(name)}: wanted a name without "/", "#", "?" or blanks, not beginning with "$"`,
      );
    }
    const children = parent.children ??= new Children(parent.parent === undefined ? "" : parent.ref.path);
    if (name !== undefined) children.check(name, parent);
    const cell = new Cell<M>(this, parent, name, actor, spec, children.path);
    children.add(cell, name);
    if (start) begin(cell);
    return cell;
  }

  /** Puts a signal into a cell's lane. */
  signal(cell: Cell, signal: Signal): void {
    (cell.signals ??= new Signals()).push(signal);
    cell.attention = true;
    if (cell.activity === "idle") cell.wake();
  }

  failed(cell: Cell, error: unknown): void {
    this.events.announce({ type: "failed", id: cell.ref.id, incarnation: cell.incarnations, error });
  }

  deadLetter(ref: { readonly id: string }, why: DeadLetterCause, message: unknown): void {
    this.events.bury({ type: "dead-letter", id: ref.id, why, message });
  }
}
