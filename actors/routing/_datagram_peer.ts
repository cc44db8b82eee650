import type { Actor, Handler } from "../runtime/actor.ts";
import type { Context } from "../runtime/context.ts";
import type { ExitReason } from "../runtime/exit_reason.ts";
import type { DatagramOutbox } from "./_datagram_outbox.ts";
import type { ConnectionMessage } from "./messages.ts";
import type { ProtocolFactory, Transport } from "./protocol.ts";
import type { Service } from "./service.ts";
import { Session } from "./_session.ts";
import type { Peer } from "./socket.ts";

/** What the actor of one datagram address understands besides what all connections do. */
export type DatagramMessage =
  | ConnectionMessage
  | { readonly type: "datagram"; readonly bytes: Uint8Array }
  | { readonly type: "silence" };

interface DatagramPeerParts {
  readonly peer: Peer;
  readonly outbox: DatagramOutbox;
  readonly protocol: ProtocolFactory;
  readonly service: Service;
  readonly idle: number;
}

const encoder = new TextEncoder();

/** The actor of one address that sends us datagrams. It goes when nothing has come for `idle` milliseconds. */
export function datagramPeer(parts: DatagramPeerParts): Actor<DatagramMessage> {
  return (self) => new DatagramPeer(self, parts);
}

class DatagramPeer implements Handler<DatagramMessage>, Transport {
  readonly peer: Peer;
  readonly #self: Context<DatagramMessage>;
  readonly #outbox: DatagramOutbox;
  readonly #session: Session;
  readonly #idle: number;
  #heardAt = 0;

  constructor(self: Context<DatagramMessage>, { peer, outbox, protocol, service, idle }: DatagramPeerParts) {
    this.peer = peer;
    this.#self = self;
    this.#outbox = outbox;
    this.#idle = idle;
    this.#session = new Session(self as unknown as Context<ConnectionMessage>, service, this, protocol);
    try {
      this.#session.begin();
    } catch (error) {
      this.#session.over({ type: "failed", error });
      throw error;
    }
    this.#heardAt = self.system.now();
    this.#listen(idle);
  }

  receive(message: DatagramMessage): void | Promise<void> {
    switch (message.type) {
      case "datagram":
        this.#heardAt = this.#self.system.now();
        if (this.#session.ending) return;
        return this.#session.datagram(message.bytes);
      case "silence":
        return this.#silence();
      default:
        return this.#session.handle(message);
    }
  }

  stopped(reason: ExitReason): void {
    this.#session.over(reason);
  }

  /** The timer is not set anew for each datagram: when it is over, it is set for what is left. */
  #silence(): void {
    const left = this.#heardAt + this.#idle - this.#self.system.now();
    if (left > 0) this.#listen(left);
    else this.#session.end({ type: "idle" });
  }

  #listen(time: number): void {
    this.#self.timers.after("silence", time, { type: "silence" });
  }

  get buffered(): number {
    return this.#outbox.buffered;
  }

  write(bytes: Uint8Array | string): boolean {
    if (typeof bytes === "string") return this.#send(encoder.encode(bytes));
    return this.#send(bytes.slice());
  }

  writePart(source: Uint8Array, start: number, end: number): boolean {
    return this.#send(source.slice(start, end));
  }

  writeView(view: DataView): boolean {
    return this.#send(new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice());
  }

  close(detail?: string): void {
    this.#session.end({ type: "closed", ...detail === undefined ? {} : { detail } });
  }

  abort(): void {
    this.#session.end({ type: "closed", detail: "aborted" });
  }

  #send(datagram: Uint8Array): boolean {
    return !this.#session.ending && this.#outbox.send(datagram, this.peer);
  }
}
