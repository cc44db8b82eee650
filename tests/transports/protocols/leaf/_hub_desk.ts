import { assert } from "@std/assert";
import type { Ref, System } from "../../../../actors/mod.ts";
import { connection } from "../../../../actors/routing/connection.ts";
import type { ConnectionMessage, RouterMessage } from "../../../../actors/routing/messages.ts";
import { Publication, type PublicationOptions } from "../../../../actors/routing/publication.ts";
import { router } from "../../../../actors/routing/router.ts";
import { Subscription } from "../../../../actors/routing/subscription.ts";
import { CONNECTION_SPEC } from "../../../../actors/routing/tree.ts";
import type { Socket } from "../../../../actors/routing/socket.ts";
import { ManualClock, seededRandom, turn } from "../../../../actors/testing.ts";
import { readHubInfo } from "../../../../transports/protocols/leaf/hub_info.ts";
import { LEAF_LIMITS, type LeafEvent, type LeafLink } from "../../../../transports/protocols/leaf/leaf_link.ts";
import { LeafProtocol } from "../../../../transports/protocols/leaf/leaf_protocol.ts";
import { memoryPair } from "../../../../transports/memory.ts";
import { keptSystem } from "../../../actors/routing/_connected.ts";
import { type LoggedService, testService } from "../../../actors/routing/_service.ts";
import { bytes, latin1 } from "../framing/_feeding.ts";

/** What a hub says first. */
export const INFO = {
  server_name: "hub",
  version: "2.9.10",
  headers: true,
  max_payload: 1_000,
  client_id: 6,
  info_on_connect: true,
  leafnode_urls: ["127.0.0.1:7422"],
};

/** A router with a link to a hub that the test plays, and subscribers of its own. */
export class HubDesk implements AsyncDisposable {
  readonly clock = new ManualClock();
  readonly system: System & { readonly errors: string[] } = keptSystem({ clock: this.clock, random: seededRandom(5) });
  readonly service: LoggedService;
  readonly router: Ref<RouterMessage>;
  readonly events: LeafEvent[] = [];
  readonly link: Ref<ConnectionMessage>;
  readonly #socket: Socket;
  #text = "";

  constructor(options: Partial<LeafLink> & { readonly info?: Record<string, unknown> } = {}) {
    const { info, ...link } = options;
    const service = testService();
    this.router = this.system.spawn("router", router({ counters: service.counters }));
    this.service = { ...service, router: this.router };
    const [near, far] = memoryPair("hub", 1 << 20);
    const full: LeafLink = {
      hub: readHubInfo(JSON.stringify({ ...INFO, ...info }))!,
      connect: { name: "node" },
      id: "me",
      rank: 1,
      account: "$G",
      denyExports: [],
      denyImports: [],
      limits: LEAF_LIMITS,
      report: (event) => void this.events.push(event),
      ...link,
    };
    this.link = this.system.spawn(connection(far, () => new LeafProtocol(full), this.service), CONNECTION_SPEC);
    this.#socket = near;
    this.#read();
  }

  /** A link that is open: the hub has answered with this, and all has been said. */
  static async linked(
    options: ConstructorParameters<typeof HubDesk>[0] = {},
    second: Record<string, unknown> = {},
  ): Promise<HubDesk> {
    const desk = new HubDesk(options);
    await desk.says(`INFO ${JSON.stringify({ ...INFO, ...second, connect_info: true })}\r\n`, "PONG\r\n");
    return desk;
  }

  /** The hub says something, each piece in a write of its own; returns what it hears until all are at rest. */
  async says(...pieces: string[]): Promise<string> {
    for (const piece of pieces) {
      const all = bytes(piece);
      for (let at = 0; at < all.length;) at += await this.#socket.write(all.subarray(at));
      await turn();
    }
    await turn();
    return this.heard();
  }

  /** What the hub has heard since the last time; `<end>` behind the last. */
  heard(): string {
    const text = this.#text;
    this.#text = "";
    return text;
  }

  /** A subscriber here, with what it hears. */
  subscribe(subject: string, queue?: string): { readonly heard: string[]; end(): void } {
    const heard: string[] = [];
    const add = ({ subject, reply, buffer, start, end }: Publication) =>
      void heard.push(`${subject}${reply === undefined ? "" : `(${reply})`}:${latin1(buffer.subarray(start, end))}`);
    const ref = this.system.spawn<ConnectionMessage>(() => (message) => {
      if (message.type === "delivery") add(message.publication);
      if (message.type === "volley-delivery") message.volley.publications.forEach(add);
    });
    const subscription = new Subscription(subject, ref, { queue });
    this.router.tell({ type: "subscribe", subscription });
    return { heard, end: () => void this.router.tell({ type: "unsubscribe", subscription }) };
  }

  /** Somebody here publishes; returns what the hub hears. */
  async publish(subject: string, text: string, options: PublicationOptions = {}): Promise<string> {
    const all = bytes(text);
    this.router.tell(new Publication(subject, all, 0, all.length, options));
    await turn();
    return this.heard();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close();
    await this.system.shutdown();
    assert(this.system.errors.length === 0, `actors have failed: ${this.system.errors.join(", ")}`);
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
