import type { Log } from "../../actors/routing/log.ts";
import { Outbox } from "../../actors/routing/outbox.ts";
import type { Socket } from "../../actors/routing/socket.ts";
import type { Actor, Handler } from "../../actors/runtime/actor.ts";
import { type Backoff, backoffDelay } from "../../actors/runtime/backoff.ts";
import type { Context } from "../../actors/runtime/context.ts";
import type { Ref } from "../../actors/runtime/ref.ts";
import { nodeAddressText } from "../../transports/protocols/tracker/node_address.ts";
import type { TrackerRequest } from "../../transports/protocols/tracker/request.ts";
import { type Answered, TrackerTalk } from "./_tracker_talk.ts";
import { type FullClientOptions, fullClientOptions, type TrackerClientOptions } from "./tracker_client_options.ts";

type ClientMessage =
  | { readonly type: "dial" }
  | { readonly type: "dialled"; readonly socket: Socket }
  | { readonly type: "read"; readonly socket: Socket; readonly size: number | null }
  | { readonly type: "failed"; readonly socket: Socket | undefined; readonly error: unknown }
  | { readonly type: "renew" }
  | { readonly type: "late" };

/** How long a tracker may take to accept or to answer, in milliseconds. */
const PATIENCE = 5_000;
/** How long the farewell may take, in milliseconds. */
const FAREWELL = 1_000;

/**
 * The actor that keeps one node announced at one tracker, and asks it who else is there: at once, and then again each time
 * that a third of the lease is over. It takes itself back when it is stopped.
 *
 * A tracker that cannot be reached is dialled again with backoff, never more than a third of the lease apart (and half as
 * much for chance). Nothing depends on it meanwhile: there is a line in the log and no news. For several trackers, spawn
 * several.
 *
 * @throws {RangeError} when an option is nothing that a tracker would take
 *
 * @example
 * ```ts
 * import { startTracker, System, trackerClient } from "@mailroom/mailroom";
 *
 * await using tracker = await startTracker({ port: 0 });
 * await using system = new System();
 * system.spawn(trackerClient({
 *   tracker: { hostname: "127.0.0.1", port: tracker.address.port },
 *   cluster: "blue",
 *   id: "a",
 *   address: "127.0.0.1:9100",
 *   found: (peers) => console.log(peers),
 * }));
 * ```
 */
export function trackerClient(options: TrackerClientOptions): Actor<never> {
  const full = fullClientOptions(options);
  const actor: Actor<ClientMessage> = (self) => new TrackerClient(self, full);
  return actor as unknown as Actor<never>;
}

class TrackerClient implements Handler<ClientMessage> {
  readonly #self: Context<ClientMessage>;
  /** Kept apart from the context, which is void when a read ends after the incarnation. */
  readonly #ref: Ref<ClientMessage>;
  readonly #options: FullClientOptions;
  readonly #log: Log;
  readonly #where: string;
  readonly #backoff: Backoff;
  readonly #buffer = new Uint8Array(16 << 10);
  #dialling: AbortController | undefined = undefined;
  #socket: Socket | undefined = undefined;
  #outbox!: Outbox;
  #talk = new TrackerTalk();
  /** Consecutive connections that came to nothing. */
  #failures = 0;
  #announced: "never" | "granted" | "refused" = "never";
  /** How long to wait before it renews, in milliseconds. */
  #renewal: number;

  constructor(self: Context<ClientMessage>, options: FullClientOptions) {
    this.#self = self;
    this.#ref = self.ref;
    this.#options = options;
    this.#log = options.log;
    this.#where = nodeAddressText(options.tracker);
    this.#renewal = options.lease * 1_000 / 3;
    this.#backoff = { min: 100, max: Math.max(100, Math.min(10_000, this.#renewal)), jitter: 0.5 };
    this.#dial();
  }

  receive(message: ClientMessage): void {
    switch (message.type) {
      case "dial":
        return this.#dial();
      case "dialled":
        return this.#dialled(message.socket);
      case "read":
        if (message.socket === this.#socket) this.#read(message.size);
        return;
      case "failed":
        if (message.socket === this.#socket) this.#failed(message.error);
        return;
      case "renew":
        return this.#ask();
      case "late":
        return this.#failed(new Error(`waited ${PATIENCE / 1_000} s in vain`));
    }
  }

  async stopped(): Promise<void> {
    this.#dialling?.abort();
    const socket = this.#socket;
    if (socket === undefined) return;
    this.#socket = undefined;
    const { cluster, id, token } = this.#options;
    this.#write({ type: "leave", cluster, id, token });
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, FAREWELL);
    await Promise.race([this.#outbox.drained(), late.promise]);
    clearTimeout(timer);
    socket.close();
  }

  // The connection

  #dial(): void {
    const ref = this.#ref;
    const { timers } = this.#self;
    const dialling = this.#dialling = new AbortController();
    timers.after("late", PATIENCE, { type: "late" });
    this.#options.dial(dialling.signal).then(
      (socket) => {
        // It may have been given up meanwhile.
        if (dialling.signal.aborted || !ref.tell({ type: "dialled", socket })) socket.close();
      },
      (error) => void (dialling.signal.aborted || ref.tell({ type: "failed", socket: undefined, error })),
    );
  }

  #dialled(socket: Socket): void {
    if (this.#dialling === undefined) return socket.close();
    this.#dialling = undefined;
    this.#socket = socket;
    this.#talk = new TrackerTalk();
    this.#outbox = new Outbox(socket, {
      relieved: () => {},
      broken: (error) => this.#tell({ type: "failed", socket, error }),
    });
    this.#ask();
    this.#readOn(socket);
  }

  #readOn(socket: Socket): void {
    socket.read(this.#buffer).then(
      (size) => this.#tell({ type: "read", socket, size }),
      (error) => this.#tell({ type: "failed", socket, error }),
    );
  }

  /** News of a socket, unless it is given up already. */
  #tell(message: ClientMessage & { readonly socket: Socket | undefined }): void {
    if (message.socket === this.#socket) this.#ref.tell(message);
  }

  #read(size: number | null): void {
    if (size === null) return this.#failed(new Error("it has ended the connection"));
    let answers: readonly Answered[];
    try {
      answers = this.#talk.read(this.#buffer.subarray(0, size));
    } catch (error) {
      return this.#failed(error);
    }
    for (const answered of answers) this.#answered(answered);
    if (this.#talk.quiet && answers.length > 0) {
      this.#failures = 0;
      this.#self.timers.cancel("late");
      this.#self.timers.after("renew", this.#renewal, { type: "renew" });
    }
    this.#readOn(this.#socket!);
  }

  #failed(error: unknown): void {
    const { timers, system } = this.#self;
    this.#dialling?.abort();
    this.#dialling = undefined;
    this.#socket?.close();
    this.#socket = undefined;
    timers.cancel("late");
    timers.cancel("renew");
    if (this.#failures === 0) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#log.warn(`tracker ${this.#where} is not there: ${reason}; it is tried again`);
    }
    timers.after("dial", backoffDelay(this.#backoff, this.#failures++, system.random()), { type: "dial" });
  }

  // What is said

  #ask(): void {
    const { cluster, id, address, lease, token } = this.#options;
    this.#write({ type: "announce", cluster, id, address, lease, token });
    this.#write({ type: "peers", cluster, except: id });
    this.#self.timers.after("late", PATIENCE, { type: "late" });
  }

  #write(request: TrackerRequest): void {
    const bytes = this.#talk.ask(request);
    this.#outbox.append(bytes, 0, bytes.length);
  }

  #answered({ asked, answer }: Answered): void {
    if (answer.type === "peers") return this.#options.found(answer.peers);
    if (asked !== "announce") return;
    const { id } = this.#options;
    const before = this.#announced;
    if (answer.type === "granted") {
      this.#announced = "granted";
      this.#renewal = answer.lease * 1_000 / 3;
      if (before !== "granted") this.#log.info(`tracker ${this.#where} knows ${id} now`);
    } else if (answer.type === "refused") {
      this.#announced = "refused";
      if (before !== "refused") this.#log.warn(`tracker ${this.#where} refuses ${id}: ${answer.text}`);
    }
  }
}
