import type { Actor, Signal } from "../actor.ts";
import type { Context } from "../context.ts";
import type { SystemEvent } from "../events.ts";
import type { ExitReason } from "../exit_reason.ts";
import { type LocalRef, localRef } from "../_local_ref.ts";
import { stopCell } from "../_stop.ts";
import { System } from "../system.ts";
import { Arrived } from "./_arrived.ts";
import { examine } from "./_examine.ts";
import { type Frame, type Invitation, Kind, Lane, type WireEvent } from "./_frame.ts";
import { Link, type Side } from "./_link.ts";
import { Meter } from "./_meter.ts";
import { unwireReason, wireError, wireReason } from "./_wire_reason.ts";

/** The thread's end of the link: a system with the actor in it. */
export class Guest implements Side {
  readonly port: MessagePort;
  readonly origin = "host:";
  readonly lane = Lane.guestTells;
  readonly sends: Meter;
  readonly takes: Meter;
  readonly root: LocalRef;
  readonly #messages: Meter;
  readonly #link: Link;
  readonly #watcher: Context<never>;

  /** Runs an actor for whoever has sent the invitation. */
  static async run(actor: Actor<unknown>, invitation: Invitation): Promise<Guest> {
    const system = new System();
    const { promise, resolve } = Promise.withResolvers<Context<never>>();
    let guest: Guest | undefined = undefined;
    system.spawn((self: Context<never>) => {
      resolve(self);
      return { receive: () => {}, signal: (signal) => guest?.signal(signal) };
    });
    guest = new Guest(system, actor, invitation, await promise);
    return guest;
  }

  private constructor(system: System, actor: Actor<unknown>, invitation: Invitation, watcher: Context<never>) {
    const { port, shared, name, capacity } = invitation;
    this.port = port;
    this.sends = new Meter(shared, Lane.guestTells);
    this.takes = new Meter(shared, Lane.hostTells);
    this.#messages = new Meter(shared, Lane.messages);
    this.#watcher = watcher;
    const spec = { capacity, restart: "temporary", shutdown: Infinity } as const;
    const ref = name === undefined ? system.spawn(actor, spec) : system.spawn(name, actor, spec);
    this.root = localRef(ref)!;
    this.#link = new Link(this);
    system.events().subscribe((event) => this.#happened(event));
    system.stopped(ref).then((reason) => this.#over(system, reason));
    port.onmessage = ({ data }: MessageEvent<readonly Frame[]>) => this.#link.receive(data);
  }

  watch(ref: LocalRef): void {
    this.#watcher.watch(ref);
  }

  signal(signal: Signal): void {
    if (signal.type === "terminated") this.#link.ended(signal.ref as LocalRef, signal.reason);
  }

  hear(frame: Frame): void {
    const { cell } = this.root;
    switch (frame[0]) {
      case Kind.message:
        // The host has bounded it already. One that comes too late stays the host's.
        if (cell.limit !== 0) cell.enqueue(this.#arrived(this.#link.unpack(frame[1], frame[2]), frame[3]));
        return;
      case Kind.hole:
        if (cell.limit !== 0) cell.enqueue(new Arrived(undefined, this.#skip));
        return;
      case Kind.stop:
        return stopCell(cell, unwireReason(frame[1]), true, { after: frame[2] ? "drain" : "message" });
    }
  }

  unsent(): undefined {}

  /** The thread is about to end: what it has said so far is sent. */
  leave(): void {
    this.#link.imports.hurry();
    this.#link.flush();
  }

  /** A message, perhaps by a second door: one that was not closed. */
  #arrived(message: unknown, door: number | undefined): Arrived {
    if (door === undefined) return new Arrived(message, this.#begin);
    const ref = this.#link.exports.get(door);
    const convert = ref === undefined ? undefined : this.root.cell.conversions?.get(ref);
    return new Arrived(message, convert === undefined ? this.#skip : this.#begin, convert);
  }

  readonly #begin = (): boolean => {
    const mine = this.#messages.advance(1);
    if (this.#messages.wanted()) {
      this.#link.post([Kind.room, Lane.messages]);
      this.#link.flush();
    } else this.#link.hurry();
    return mine;
  };

  readonly #skip = (): false => {
    this.#begin();
    return false;
  };

  async #over(system: System, reason: ExitReason): Promise<void> {
    await system.shutdown({ deadline: Infinity });
    await this.#link.imports.drain();
    this.#link.post([Kind.over, wireReason(reason)]);
    this.#link.flush();
  }

  #happened(event: SystemEvent): void {
    const root = event.id === this.root.id;
    if (event.type === "started" && root) {
      this.#link.post([Kind.ready]);
      return this.#link.flush();
    }
    // That the actor has failed is the reason that the other side is given in the end.
    if (event.type === "failed" && root && this.root.cell.ending === undefined) return;
    const wire = wireEvent(event);
    if (wire !== undefined) this.#link.mention([Kind.event, wire]);
  }
}

/** An event for the other side, if it is one that should not pass unheard. */
function wireEvent(event: SystemEvent): WireEvent | undefined {
  switch (event.type) {
    case "started":
    case "stopped":
      return undefined;
    case "failed":
      return { ...event, error: wireError(event.error) };
    case "restarting":
      return { ...event, reason: wireReason(event.reason) };
    case "gave-up":
    case "overran":
      return event;
    case "dead-letter":
      return { ...event, message: clonable(event.message) };
  }
}

/** A message, unless it holds what cannot be cloned or what would have to be kept here for the other side. */
function clonable(message: unknown): unknown {
  try {
    const { refs, moves } = examine(message, { id: "" });
    return refs || moves !== undefined ? undefined : message;
  } catch {
    return undefined;
  }
}
