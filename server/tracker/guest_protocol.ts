import type { ClientDescription } from "../../actors/routing/connection_info.ts";
import type { LostReason, Protocol, Transport } from "../../actors/routing/protocol.ts";
import type { Guests } from "./guests.ts";

/** A protocol whose connection is counted among the guests of a tracker; one too many of an address is told so and ends. */
export class GuestProtocol implements Protocol {
  readonly #protocol: Protocol;
  readonly #guests: Guests;
  readonly #now: () => number;
  #transport!: Transport;

  /** Does what `protocol` does. `now` is the time in milliseconds. */
  constructor(protocol: Protocol, guests: Guests, now: () => number) {
    this.#protocol = protocol;
    this.#guests = guests;
    this.#now = now;
  }

  connected(transport: Transport): void {
    this.#transport = transport;
    this.#protocol.connected?.(transport);
    if (this.#guests.enter(transport, this.#now())) return;
    transport.write("! Cannot let you in: there are too many connections from your address\n");
    transport.close();
  }

  received(chunk: Uint8Array): void | Promise<void> {
    this.#guests.heard(this.#transport, this.#now());
    return this.#protocol.received(chunk);
  }

  describe(): ClientDescription {
    return this.#protocol.describe?.() ?? { protocol: "tracker" };
  }

  lost(reason: LostReason): void {
    this.#guests.leave(this.#transport);
    this.#protocol.lost?.(reason);
  }
}
