import { assert } from "@std/assert";
import type { Ref, System } from "../../../../actors/mod.ts";
import type { RouterMessage } from "../../../../actors/routing/messages.ts";
import { router } from "../../../../actors/routing/router.ts";
import type { Service } from "../../../../actors/routing/service.ts";
import { silent } from "../../../../actors/routing/log.ts";
import type { Socket } from "../../../../actors/routing/socket.ts";
import { ManualClock, seededRandom, turn } from "../../../../actors/testing.ts";
import type { NatsLimits, NatsServer } from "../../../../transports/protocols/nats/nats_options.ts";
import { NatsProtocol } from "../../../../transports/protocols/nats/nats_protocol.ts";
import { natsServer } from "../../../../transports/protocols/nats/nats_server.ts";
import { connectSocket, keptSystem } from "../../../actors/routing/_connected.ts";
import { testService } from "../../../actors/routing/_service.ts";
import { bytes, latin1 } from "../framing/_feeding.ts";

/** What most clients send first. */
export const QUIET = 'CONNECT {"verbose":false,"pedantic":false}\r\n';
/** What a client sends that understands headers. */
export const HEADERS = 'CONNECT {"verbose":false,"pedantic":false,"headers":true,"no_responders":true}\r\n';

/** A router and NATS clients of it, without a network and with a clock that is turned by hand. */
export class Desk implements AsyncDisposable {
  readonly clock: ManualClock = new ManualClock();
  readonly system: System & { readonly errors: string[] };
  readonly router: Ref<RouterMessage>;
  readonly service: Service;
  /** What is said to clients; may be replaced. */
  server: NatsServer;

  constructor(limits: Partial<NatsLimits> = {}, random: () => number = seededRandom(1)) {
    this.system = keptSystem({ clock: this.clock, random });
    const service = testService();
    this.router = this.system.spawn("router", router({ counters: service.counters }));
    this.service = { ...service, router: this.router, log: silent };
    this.server = natsServer({ hostname: "127.0.0.1", port: 4222 }, limits);
  }

  /** A client that has had its INFO and has sent `first`, whose answer is forgotten. */
  async client(first = QUIET): Promise<DeskClient> {
    const { socket } = connectSocket(this.system, this.service, () => new NatsProtocol(() => this.server));
    const client = new DeskClient(socket);
    await turn();
    client.info = client.heard();
    await client.says(first);
    return client;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.system.shutdown();
    assert(this.system.errors.length === 0, `actors have failed: ${this.system.errors.join(", ")}`);
  }
}

/** One client: sends texts in Latin-1 and gathers what it hears, in Latin-1 too, with `<end>` behind the last. */
export class DeskClient {
  info = "";
  readonly #socket: Socket;
  #text = "";

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#read();
  }

  /** Sends a text, each piece in a write of its own, and returns all that is heard until everybody is at rest. */
  async says(...pieces: string[]): Promise<string> {
    for (const piece of pieces) {
      const all = bytes(piece);
      for (let at = 0; at < all.length;) at += await this.#socket.write(all.subarray(at));
      await turn();
    }
    return this.heard();
  }

  /** What has been heard since the last time. */
  heard(): string {
    const text = this.#text;
    this.#text = "";
    return text;
  }

  close(): void {
    this.#socket.close();
  }

  async #read(): Promise<void> {
    const buffer = new Uint8Array(64 << 10);
    try {
      for (let size; (size = await this.#socket.read(buffer)) !== null;) this.#text += latin1(buffer.subarray(0, size));
      this.#text += "<end>";
    } catch {
      // It was closed here.
    }
  }
}
