import { Ring } from "../runtime/_ring.ts";
import type { Counters } from "./counters.ts";
import type { DatagramSocket, Peer } from "./socket.ts";

/** The largest payload of a UDP datagram over IPv4, in bytes. */
const LARGEST = 65_507;
/** Datagrams and bytes that may wait to be sent through one socket. */
const WAITING = { datagrams: 4_096, bytes: 8 << 20 };

/** Datagrams on their way out through one socket, one at a time. What does not fit is dropped and counted, as UDP may. */
export class DatagramOutbox {
  readonly #counters: Counters;
  readonly #queue = new Ring<{ readonly bytes: Uint8Array; readonly to: Peer }>();
  #socket: DatagramSocket | undefined = undefined;
  #buffered = 0;
  #state: "idle" | "sending" = "idle";

  constructor(counters: Counters) {
    this.#counters = counters;
  }

  /** Sends through this socket from now on. */
  use(socket: DatagramSocket): void {
    this.#socket = socket;
  }

  /** Bytes that wait to be sent. */
  get buffered(): number {
    return this.#buffered;
  }

  /** Queues a datagram; the bytes must not change any more. `false` when it was dropped. */
  send(bytes: Uint8Array, to: Peer): boolean {
    if (bytes.length > LARGEST) return this.#drop("datagrams_dropped_large");
    if (this.#queue.size >= WAITING.datagrams || this.#buffered + bytes.length > WAITING.bytes) {
      return this.#drop("datagrams_dropped_full");
    }
    this.#queue.push({ bytes, to });
    this.#buffered += bytes.length;
    if (this.#state === "idle") this.#pump();
    return true;
  }

  async #pump(): Promise<void> {
    this.#state = "sending";
    while (this.#queue.size !== 0) {
      const { bytes, to } = this.#queue.shift();
      this.#buffered -= bytes.length;
      try {
        await this.#socket?.send(bytes, to);
        this.#counters.add("datagrams_out");
      } catch {
        this.#drop("datagrams_dropped_unsent");
      }
    }
    this.#state = "idle";
  }

  #drop(cause: string): false {
    this.#counters.add(cause);
    return false;
  }
}
