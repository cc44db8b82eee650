import type { Actor, Handler } from "../runtime/actor.ts";
import { released } from "./admission/admission.ts";
import type { Context } from "../runtime/context.ts";
import type { ExitReason } from "../runtime/exit_reason.ts";
import { Congestion } from "./_congestion.ts";
import type { ConnectionMessage } from "./messages.ts";
import { Outbox, type OutboxOwner } from "./outbox.ts";
import type { ProtocolFactory, Transport } from "./protocol.ts";
import { Input } from "./_input.ts";
import { linger } from "./_linger.ts";
import type { Ref } from "../runtime/ref.ts";
import type { System } from "../runtime/system.ts";
import type { Service } from "./service.ts";
import { Place } from "./admission/_place.ts";
import { Session } from "./_session.ts";
import type { StreamMessage } from "./_stream_message.ts";
import { slowness } from "./_slowness.ts";
import { WriteDeadline } from "./_write_deadline.ts";
import type { Peer, Socket } from "./socket.ts";

const encoder = new TextEncoder();

/**
 * The actor of one client on a stream: it owns the socket, the protocol's state and the outbox.
 *
 * It reads a chunk, lets the protocol deal with all of it in one turn, and only then reads on, unless a receiver of what
 * it publishes has asked for a pause. All that is written in a turn goes out in one write. A peer that does not read is
 * dropped at `maxPending` bytes, and nobody else notices.
 *
 * It is meant to be a temporary child: when the connection is over it ends, and a crash ends just this connection.
 */
export function connection(socket: Socket, protocol: ProtocolFactory, service: Service): Actor<ConnectionMessage> {
  return (self) => new StreamConnection(self as unknown as Context<StreamMessage>, socket, protocol, service).begin();
}

class StreamConnection implements Handler<StreamMessage>, Transport, OutboxOwner {
  /** Kept apart from the context: reads and writes may end after the incarnation, whose context is void then. */
  readonly #ref: Ref<StreamMessage>;
  readonly #system: System;
  readonly #socket: Socket;
  readonly #service: Service;
  readonly #outbox: Outbox;
  readonly #session: Session;
  readonly #congestion: Congestion;
  readonly #deadline: WriteDeadline;
  readonly #input = new Input();
  #turn = false;
  #reading: "no" | "pending" | "held" = "no";
  readonly #place: Place;

  constructor(self: Context<StreamMessage>, socket: Socket, protocol: ProtocolFactory, service: Service) {
    this.#ref = self.ref;
    this.#system = self.system;
    this.#socket = socket;
    this.#service = service;
    this.#outbox = new Outbox(socket, this, service.limits);
    this.#place = new Place(service.intake, self.ref);
    this.#congestion = new Congestion(self as unknown as Context<ConnectionMessage>, service, this.#outbox);
    try {
      this.#session = new Session(self as unknown as Context<ConnectionMessage>, service, this, protocol);
      this.#deadline = new WriteDeadline(self as never, service, this.#outbox, this.#session);
    } catch (error) {
      this.#release();
      throw error;
    }
  }

  begin(): this {
    try {
      this.#session.begin();
    } catch (error) {
      this.#release();
      this.#session.over({ type: "failed", error });
      throw error;
    }
    this.#goOn();
    return this;
  }

  receive(message: StreamMessage): void | Promise<void> {
    this.#turn = true;
    const result = this.#handle(message);
    this.#turn = false;
    // What was written in this turn may lie in what was read: it is copied before anybody reads on.
    this.#outbox.settle();
    return result;
  }

  #handle(message: StreamMessage): void | Promise<void> {
    switch (message.type) {
      case "delivery":
      case "forward":
      case "volley-delivery":
        this.#session.handle(message);
        if (this.#outbox.crowded) this.#crowded(("volley" in message ? message.volley : message.publication).from);
        return;
      case "read":
        return this.#chunk(message.size);
      case "more":
        return this.#use();
      case "broken":
        return this.#session.end(message);
      case "pause":
        return this.#congestion.pause(message.receiver);
      case "resume":
        return this.#congestion.resume(message.receiver) ? this.proceed() : undefined;
      default:
        return this.#session.handle(message);
    }
  }

  /** Sends what is still worth it, and closes the socket whatever happens. */
  stopped(reason: ExitReason): void | Promise<void> {
    this.#congestion.leave();
    this.#deadline.stop();
    this.#place.leave();
    let flush = false;
    try {
      flush = this.#session.over(reason) && reason.type !== "killed" &&
        (this.#outbox.buffered > 0 || this.#socket.finish !== undefined);
    } finally {
      if (!flush) this.#release();
    }
    if (!flush) return;
    const { limits } = this.#service;
    return linger(this.#outbox, this.#socket, this.#session.reason, limits.linger).then(() => this.#release());
  }

  /** Whatever became of the connection, its place is free again. Called exactly once. */
  #release(): void {
    released(this.#service, this.#socket.peer);
    this.#socket.close();
  }

  /** Goes on with what has been read or, when that is used up, reads. Not before what came of it so far has gone its way. */
  #goOn(): void {
    if (this.#session.ending) return;
    if (this.#congestion.holds || this.#session.held) return void (this.#reading = "held");
    this.#reading = "pending";
    this.#system.afterTurns(this.#next);
  }

  readonly #next = (atRest: boolean): void => {
    if (this.#session.ending) return;
    if (this.#session.unfinished) return void this.#ref.offer({ type: "more" }).catch(() => {});
    this.#socket.read(this.#input.next(this.#session.wanted, atRest)).then(this.#arrived, this.#brokenOff);
  };

  // A chunk is never dropped: where the mailbox is full of deliveries it waits, and so does the socket.
  readonly #arrived = (size: number | null): void => {
    this.#ref.offer({ type: "read", size }).catch(() => {});
  };

  readonly #brokenOff = (error: unknown): void => {
    if (!this.#session.ending) this.#ref.tell({ type: "broken", error });
  };

  #chunk(size: number | null): void | Promise<void> {
    this.#reading = "no";
    if (this.#session.ending) return;
    if (size === null) return this.#session.ended();
    this.#input.took(size);
    this.#session.heard(size);
    return this.#use();
  }

  #use(): void | Promise<void> {
    if (this.#session.ending || !this.#place.enter(this.#input.unused)) return;
    const result = this.#session.received(this.#input);
    // Anything else that it returns, such as what `write` returned, means nothing.
    if (result instanceof Promise) return result.then(() => this.#used());
    this.#used();
  }

  #used(): void {
    if (!this.#place.taken) return this.#goOn();
    this.#session.fence(() => (this.#place.leave(), this.#goOn()));
  }

  #crowded(feeder: Ref<ConnectionMessage> | undefined): void {
    const slow = slowness(this.#outbox, this.#service.limits);
    if (slow !== undefined) this.#session.end(slow);
    else this.#congestion.crowded(feeder);
  }

  // What the outbox has to say

  began(): void {
    this.#deadline.began();
  }

  relieved(): void {
    this.#ref.tell({ type: "settled", run: () => this.#congestion.relieved() });
  }

  broken(error: unknown): void {
    this.#ref.tell({ type: "broken", error });
  }

  // The transport, as the protocol sees it

  get peer(): Peer {
    return this.#socket.peer;
  }

  get buffered(): number {
    return this.#outbox.buffered;
  }

  write(bytes: Uint8Array | string): boolean {
    if (typeof bytes === "string") return this.write(encoder.encode(bytes));
    if (!this.writePart(bytes, 0, bytes.length)) return false;
    this.#outbox.settle();
    return true;
  }

  writePart(source: Uint8Array, start: number, end: number): boolean {
    if (this.#session.ending) return false;
    this.#outbox.append(source, start, end);
    if (!this.#turn) this.#outbox.settle();
    if (this.#outbox.crowded) this.#crowded(undefined);
    return true;
  }

  writeView(view: DataView): boolean {
    if (this.#session.ending) return false;
    this.#outbox.appendView(view, 0, view.byteLength);
    if (this.#outbox.crowded) this.#crowded(undefined);
    return true;
  }

  close(detail?: string): void {
    this.#session.end({ type: "closed", ...detail === undefined ? {} : { detail } });
  }

  secure(): void {
    this.#socket.secure?.(this.#outbox.drained()).catch(() => {});
  }

  proceed(): void {
    if (this.#reading === "held" && !this.#congestion.holds) this.#goOn();
  }

  abort(): void {
    this.#session.end({ type: "closed", detail: "aborted" });
    this.#socket.close();
  }
}
