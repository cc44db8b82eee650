import type { Handler, Signal } from "../actor.ts";
import type { Cell } from "../_cell.ts";
import type { Context } from "../context.ts";
import { ThreadError } from "../errors.ts";
import { describeReason, type ExitReason } from "../exit_reason.ts";
import { askIn } from "../_fail_ask.ts";
import { failed } from "../_failure.ts";
import { type LocalRef, localRef } from "../_local_ref.ts";
import { PendingAsk } from "../_pending_ask.ts";
import { requestEnd } from "../_requests.ts";
import { ForDoor } from "./_foreign.ts";
import { type Frame, Kind, Lane, type WireEvent } from "./_frame.ts";
import { InFlight } from "./_in_flight.ts";
import { Link, type Side } from "./_link.ts";
import { Meter } from "./_meter.ts";
import type { Packed } from "./_pack.ts";
import { refuse } from "./_refuse.ts";
import { Thread } from "./_thread.ts";
import { unwireError, unwireReason, wireReason } from "./_wire_reason.ts";

/** One incarnation of an actor that has a thread of its own: what it is told is passed on. */
export class Host<M> implements Handler<M>, Side {
  readonly root: LocalRef<M>;
  readonly port: MessagePort;
  readonly origin: string;
  readonly lane = Lane.hostTells;
  readonly sends: Meter;
  readonly takes: Meter;
  readonly link: Link;
  readonly #self: Context<M>;
  readonly #cell: Cell<M>;
  readonly #thread: Thread;
  readonly #messages: InFlight<M>;
  readonly #ready = Promise.withResolvers<void>();
  readonly #over = Promise.withResolvers<void>();
  /** Asks in messages that were taken back. */
  readonly #waiting = new Set<PendingAsk>();
  #state: "starting" | "running" | "over" | "closed" = "starting";

  constructor(self: Context<M>, module: string, window: number) {
    this.#self = self;
    this.root = localRef(self.ref) as LocalRef<M>;
    this.#cell = this.root.cell;
    this.origin = `${this.root.path}:`;
    const name = self.name.startsWith("$") ? undefined : self.name;
    const { capacity } = this.#cell.spec;
    this.#thread = new Thread({ module, name, capacity }, {
      heard: (frames) => this.link.receive(frames),
      lost: (error) => this.#ended({ type: "failed", error }),
    });
    const { port, shared } = this.#thread;
    this.port = port;
    this.sends = new Meter(shared, Lane.hostTells);
    this.takes = new Meter(shared, Lane.guestTells);
    this.#messages = new InFlight(new Meter(shared, Lane.messages), Math.min(window, capacity));
    this.link = new Link(this);
  }

  /** Waits until the actor on the thread has started. */
  async start(): Promise<this> {
    const killed = () => this.#close({ type: "killed" });
    this.#self.signal.addEventListener("abort", killed, { once: true });
    try {
      await this.#ready.promise;
      return this;
    } finally {
      this.#self.signal.removeEventListener("abort", killed);
    }
  }

  receive(message: M): void | Promise<void> {
    const door = message instanceof ForDoor ? message : undefined;
    if (door !== undefined && door.table !== this.link.imports) return this.#bury(door);
    let packed: Packed;
    try {
      packed = this.link.pack(door === undefined ? message : door.message, this.root);
    } catch (error) {
      return refuse(this.root, message, error);
    }
    this.#messages.add(message);
    this.link.post([Kind.message, packed.message, packed.refs, door?.wire], packed.moves);
    return this.#messages.room();
  }

  signal(signal: Signal): void {
    if (signal.type === "terminated") this.link.ended(signal.ref as LocalRef, signal.reason);
  }

  stopped(reason: ExitReason): void | Promise<void> {
    const ending = this.#cell.ending!;
    ending.settled = () => this.#close(reason);
    if (this.#state === "over" || ending.kill) return;
    if (!ending.drained) this.#takeBack();
    this.link.post([Kind.stop, wireReason(reason), ending.drained]);
    return this.#over.promise;
  }

  watch(ref: LocalRef): void {
    this.#self.watch(ref);
  }

  hear(frame: Frame): void {
    switch (frame[0]) {
      case Kind.ready:
        if (this.#state === "starting") this.#state = "running";
        return this.#ready.resolve();
      case Kind.room:
        return this.#messages.open();
      case Kind.over:
        return this.#ended(unwireReason(frame[1]));
      case Kind.event:
        return this.#happened(frame[1]);
    }
  }

  unsent(frame: Frame, error: unknown): Frame | undefined {
    if (frame[0] !== Kind.message) return undefined;
    this.link.failAsks(frame[2], error);
    refuse(this.root, frame[1], error);
    return [Kind.hole, Lane.messages];
  }

  /** The actor on the thread has ended, or the thread has. */
  #ended(reason: ExitReason): void {
    if (this.#state === "starting") {
      this.#close(reason);
      return this.#ready.reject(
        reason.type === "failed"
          ? reason.error
          : new ThreadError(`The actor of ${this.root.id} ended before it had started: ${describeReason(reason)}`),
      );
    }
    if (this.#state !== "running") return;
    this.#state = "over";
    if (reason.type === "failed") failed(this.#cell, reason.error);
    else if (this.#cell.ending === undefined) requestEnd(this.#cell, { reason, kill: reason.type === "killed" });
    this.#messages.open();
    this.#over.resolve();
  }

  /** Lets go of the thread. What it has not begun with is the mailbox's again. */
  #close(reason: ExitReason): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#takeBack();
    this.#thread.terminate();
    const error = reason.type === "failed"
      ? reason.error
      : new ThreadError(`The thread of ${this.root.id} has ended: ${describeReason(reason)}`);
    for (const ref of this.link.close(reason)) {
      if (ref instanceof PendingAsk && !this.#waiting.has(ref)) ref.fail(error);
    }
  }

  #takeBack(): void {
    for (const message of this.#messages.takeBack()) {
      if (message instanceof ForDoor) {
        this.#bury(message);
        continue;
      }
      this.#cell.mailbox.unshift(message);
      const ask = askIn(message);
      if (ask !== undefined) this.#waiting.add(ask);
    }
  }

  /** The thread that a second door led into is no more. */
  #bury(door: ForDoor): void {
    this.#cell.kernel.deadLetter(this.root, "stopped", door.message);
  }

  #happened(event: WireEvent): void {
    const { kernel } = this.#cell;
    const id = `${this.origin}${event.id}`;
    switch (event.type) {
      case "failed":
        return kernel.events.announce({ ...event, id, error: unwireError(event.error) });
      case "restarting":
        return kernel.events.announce({ ...event, id, reason: unwireReason(event.reason) });
      case "gave-up":
      case "overran":
        return kernel.events.announce({ ...event, id });
      case "dead-letter":
        return kernel.events.bury({ ...event, id });
    }
  }
}
