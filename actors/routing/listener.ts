import type { Actor, Behaviour } from "../runtime/actor.ts";
import type { Context } from "../runtime/context.ts";
import type { StartChild } from "../runtime/dynamic_supervisor.ts";
import type { Ref } from "../runtime/ref.ts";
import { released } from "./admission/admission.ts";
import type { ConnectionMessage } from "./messages.ts";
import type { ProtocolFactory } from "./protocol.ts";
import type { Service } from "./service.ts";
import { type Listener, type Peer, peerText, type Socket } from "./socket.ts";

/** What a new connection is made from. */
export interface Arrival {
  /** Its bytes. */
  readonly socket: Socket;
  /** Makes its protocol. */
  readonly protocol: ProtocolFactory;
  /** What it is part of and held to: that of its listener. */
  readonly service: Service;
}

/** What a listener is made of. */
export interface ListenerOptions {
  /** Opens the address; called again after a crash, so it should open the same one. */
  readonly open: () => Listener | Promise<Listener>;
  /** Makes the protocol of each connection. */
  readonly protocol: ProtocolFactory;
  /** The dynamic supervisor that takes the connections in. */
  readonly connections: Ref<StartChild<Arrival, ConnectionMessage>>;
  /** Where it counts and logs. */
  readonly service: Service;
  /** The most connections at once, over all listeners of the service, just now; the next is refused. Default: no limit. */
  readonly maxConnections?: () => number;
  /** Says something to a client that is refused, in its protocol. */
  readonly refusal?: (reason: string, peer: Peer) => Uint8Array;
  /** What a client's connection is part of, where that is not `service` for all of them. */
  readonly serviceOf?: (peer: Peer) => Service;
}

type ListenerMessage =
  | { readonly type: "accepted"; readonly socket: Socket }
  | { readonly type: "refused"; readonly error: unknown }
  | { readonly type: "accept" };

/** How long to wait after an accept that failed, in milliseconds: twice as long each time, up to the second number. */
const RETRY = [5, 1_000] as const;

/**
 * Accepts the connections of one address and gives each an actor.
 *
 * It never ends because of a client: where the host cannot accept just now (no descriptors left, a client that went away
 * while it waited) it waits and goes on. Its own end closes the address; open connections stay.
 */
export function listener(options: ListenerOptions): Actor<never> {
  return (async (self: Context<ListenerMessage>): Promise<Behaviour<ListenerMessage>> => {
    const listening = await options.open();
    return new Accepting(self, options, listening).begin();
  }) as unknown as Actor<never>;
}

class Accepting {
  readonly #self: Context<ListenerMessage>;
  readonly #options: ListenerOptions;
  readonly #listening: Listener;
  #retry: number = RETRY[0];
  /** Who was accepted and has neither an actor nor a refusal yet. */
  #arrived: Socket | undefined = undefined;
  #accepting: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(self: Context<ListenerMessage>, options: ListenerOptions, listening: Listener) {
    this.#self = self;
    this.#options = options;
    this.#listening = listening;
  }

  begin(): Behaviour<ListenerMessage> {
    this.#accept();
    return {
      receive: (message) => this.#receive(message),
      stopped: () => {
        this.#closed = true;
        this.#listening.close();
        this.#arrived?.close();
        // Only when nothing is accepted any more does the host let go of the address.
        return this.#accepting;
      },
    };
  }

  #accept(): void {
    const { ref } = this.#self;
    this.#accepting = this.#listening.accept().then(
      (socket) => {
        if (this.#closed || !ref.tell({ type: "accepted", socket })) socket.close();
        else this.#arrived = socket;
      },
      (error) => {
        if (!this.#closed) ref.tell({ type: "refused", error });
      },
    );
  }

  #receive(message: ListenerMessage): void {
    const { service } = this.#options;
    switch (message.type) {
      case "accepted":
        this.#retry = RETRY[0];
        this.#admit(message.socket);
        this.#arrived = undefined;
        return this.#acceptNext(service.admission?.accepted() ?? 0);
      case "refused":
        service.counters.add("accepts_failed");
        service.log.warn(`Cannot accept on ${peerText(this.#listening.address)}: ${text(message.error)}`);
        this.#self.timers.after("retry", this.#retry, { type: "accept" });
        this.#retry = Math.min(this.#retry * 2, RETRY[1]);
        return;
      case "accept":
        return this.#accept();
    }
  }

  /** Who comes too fast is not refused: he waits in the host's queue. */
  #acceptNext(delay: number): void {
    if (delay === 0) return this.#accept();
    this.#options.service.counters.add("accepts_delayed");
    this.#self.timers.after("retry", delay, { type: "accept" });
  }

  #admit(socket: Socket): void {
    const { connections, protocol } = this.#options;
    const service = this.#options.serviceOf?.(socket.peer) ?? this.#options.service;
    const maxConnections = this.#options.maxConnections?.() ?? Infinity;
    const { counters } = service;
    const open = counters.get("connections_admitted") - counters.get("connections_released");
    if (open >= maxConnections) {
      return this.#refuse(socket, `maximum connections exceeded: wanted at most ${maxConnections}`);
    }
    const { admission } = service;
    if (admission?.enter(socket.peer.hostname) === false) {
      counters.add("connections_refused_per_address");
      return this.#refuse(
        socket,
        `maximum connections from one address exceeded: wanted at most ${admission.maxPerAddress}`,
      );
    }
    counters.add("connections_admitted");
    const name = `${socket.peer.transport}-${counters.get("connections_admitted")}`;
    if (connections.tell({ type: "start", argument: { socket, protocol, service }, name })) return;
    released(service, socket.peer);
    this.#refuse(socket, "the server is too busy");
  }

  /** Says why, if there is a way to, and hangs up. */
  #refuse(socket: Socket, reason: string): void {
    const { service, refusal } = this.#options;
    service.counters.add("connections_refused");
    service.log.warn(`${peerText(socket.peer)} is refused: ${reason}`);
    const bytes = refusal?.(reason, socket.peer);
    if (bytes === undefined) return socket.close();
    socket.write(bytes).catch(() => {}).finally(() => socket.close());
  }
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : "a thrown value";
}
