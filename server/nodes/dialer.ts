import { dialled } from "../../actors/routing/admission/admission.ts";
import { connection } from "../../actors/routing/connection.ts";
import type { Service } from "../../actors/routing/service.ts";
import type { Socket } from "../../actors/routing/socket.ts";
import { CONNECTION_SPEC } from "../../actors/routing/tree.ts";
import type { Actor, Handler, Signal } from "../../actors/runtime/actor.ts";
import { type Backoff, backoffDelay } from "../../actors/runtime/backoff.ts";
import type { Context } from "../../actors/runtime/context.ts";
import type { Ref } from "../../actors/runtime/ref.ts";
import { REFUSALS } from "../../transports/protocols/node/handshake.ts";
import type { LinkEnd } from "../../transports/protocols/node/membership.ts";
import { NodeProtocol } from "../../transports/protocols/node/node_protocol.ts";
import type { NodeLinkOptions } from "../../transports/protocols/node/link_options.ts";
import type { Dialling } from "./addresses.ts";
import type { DialerMessage, MeshMessage } from "./messages.ts";

/** What all dialers of a node have in common. */
export interface DialerOptions {
  /** Makes a connection to `host:port`; gives up when the signal aborts. */
  readonly dial: (address: string, signal: AbortSignal) => Promise<Socket>;
  readonly mesh: Ref<MeshMessage>;
  readonly service: Service;
  readonly link: Omit<NodeLinkOptions, "side" | "mesh" | "ended">;
  /** The waits after failures. Default 200 ms to 10 s. */
  readonly backoff?: Backoff;
  /** After how long without success an address that was learned is given up, in milliseconds. Default 10 minutes. */
  readonly patience?: number;
}

/** How long a dial may take, in milliseconds. */
const DIAL = 5_000;
/** A link that was open for so long, in milliseconds, makes up for the failures before. */
const CALM = 5_000;
const BACKOFF: Backoff = { min: 200, max: 10_000, jitter: 0.5 };
/** Refusals that no later try will change, but by somebody's doing. */
const LASTING: readonly string[] = [REFUSALS.malformed, REFUSALS.version, REFUSALS.cluster, REFUSALS.secret];

/**
 * The node actor of one address: dials it, keeps the link as its child, and dials again with growing waits when there is
 * none. It sleeps while the node there is linked otherwise. Its own node's address ends it; so does an address that was
 * learned and is in vain. One that is configured is never given up.
 */
export function dialer(dialling: Dialling, options: DialerOptions): Actor<DialerMessage> {
  return (self) => new Dialer(self, dialling, options).begin();
}

class Dialer implements Handler<DialerMessage> {
  readonly #self: Context<DialerMessage>;
  readonly #dialling: Dialling;
  readonly #options: DialerOptions;
  #id: string | undefined;
  #failures = 0;
  /** When it began, or last had a link, in milliseconds. */
  #since: number;
  /** Connected, and not yet given to a link. */
  #arrived: Socket | undefined = undefined;
  #busy = false;
  #over = false;
  #end: LinkEnd = { type: "broken", text: "the link could not begin" };
  #reported = "";

  constructor(self: Context<DialerMessage>, dialling: Dialling, options: DialerOptions) {
    this.#self = self;
    this.#dialling = dialling;
    this.#options = options;
    this.#id = dialling.id;
    this.#since = this.#self.system.now();
  }

  begin(): this {
    this.#ask();
    return this;
  }

  receive(message: DialerMessage): void {
    switch (message.type) {
      case "again":
        return this.#ask();
      case "dial":
        return this.#dial();
      case "dialled":
        this.#arrived = undefined;
        return this.#link(message.socket);
      case "failed":
        return this.#failed(message.text);
      case "ended":
        this.#end = message.end;
        return;
      case "over":
        return this.#ended();
    }
  }

  /** The link is over. How, it has said before, but signals overtake messages. */
  signal(signal: Signal): void {
    if (signal.type === "child-exited") this.#self.ref.tell({ type: "over" });
  }

  #ended(): void {
    const end = this.#end;
    this.#end = { type: "broken", text: "the link has failed" };
    if (end.type === "broken") return this.#failed(end.text);
    this.#id = end.id ?? this.#id;
    if (end.type === "was-open") {
      this.#since = this.#self.system.now();
      this.#reported = "";
      if (end.time >= CALM) this.#failures = 0;
      return this.#later();
    }
    if (end.text === REFUSALS.self) {
      this.#options.mesh.tell({ type: "own-address", address: this.#dialling.address });
      return this.#self.stop();
    }
    // The other way of two that are one too many: it is not in vain.
    if (end.text === REFUSALS.duplicate) return this.#later();
    if (LASTING.includes(end.text) && this.#learned) return this.#self.stop();
    this.#later();
  }

  stopped(): void {
    this.#over = true;
    this.#arrived?.close();
  }

  get #learned(): boolean {
    return this.#dialling.source !== "configured";
  }

  #ask(): void {
    this.#busy = false;
    const { ref: dialer } = this.#self;
    this.#options.mesh.tell({ type: "may-dial", dialer, address: this.#dialling.address, id: this.#id });
  }

  #dial(): void {
    if (this.#busy) return;
    this.#busy = true;
    const { ref, signal } = this.#self;
    this.#options.dial(this.#dialling.address, AbortSignal.any([signal, AbortSignal.timeout(DIAL)])).then(
      (socket) => {
        if (this.#over || !ref.tell({ type: "dialled", socket })) socket.close();
        else this.#arrived = socket;
      },
      (error) => {
        if (!this.#over) ref.tell({ type: "failed", text: error instanceof Error ? error.message : String(error) });
      },
    );
  }

  #link(socket: Socket): void {
    const { ref } = this.#self;
    const { mesh, link } = this.#options;
    const service = dialled(this.#options.service);
    const name = `${socket.peer.transport}-${service.counters.get("connections_admitted")}`;
    const ended = (end: LinkEnd) => void ref.tell({ type: "ended", end });
    const protocol = () => new NodeProtocol({ ...link, mesh, side: "dialer", ended });
    const { restart: _, ...spec } = CONNECTION_SPEC;
    this.#self.spawn(name, connection(socket, protocol, service), spec);
  }

  #failed(text: string): void {
    const { address } = this.#dialling;
    if (text !== this.#reported) this.#options.link.log.warn(`Cannot link to the node at ${address}: ${text}`);
    this.#reported = text;
    this.#later();
  }

  #later(): void {
    const { backoff = BACKOFF, patience = 600_000 } = this.#options;
    if (this.#learned && this.#self.system.now() - this.#since > patience) return this.#self.stop();
    const delay = backoffDelay(backoff, this.#failures++, this.#self.system.random());
    this.#self.timers.after("again", delay, { type: "again" });
  }
}
