import { originOf } from "../../actors/routing/admission/origin.ts";
import type { Transport } from "../../actors/routing/protocol.ts";
import type { Actor } from "../../actors/runtime/actor.ts";
import { hostOf } from "../../transports/protocols/tracker/node_address.ts";

/** The connections of a tracker: how many each address has, and when each was last heard. */
export class Guests {
  readonly #most: number;
  /** When each was last heard, in milliseconds; the longest silent first. */
  readonly #heard = new Map<Transport, number>();
  readonly #origins = new Map<string, number>();

  /** At most so many of one address. */
  constructor(most: number) {
    this.#most = most;
  }

  /** How many there are. */
  get size(): number {
    return this.#heard.size;
  }

  /** Lets one in, unless its address has too many. */
  enter(guest: Transport, now: number): boolean {
    const origin = originOf(hostOf(guest.peer));
    const others = this.#origins.get(origin) ?? 0;
    if (others >= this.#most) return false;
    this.#origins.set(origin, others + 1);
    this.#heard.set(guest, now);
    return true;
  }

  /** Something has come from one that was let in. */
  heard(guest: Transport, now: number): void {
    if (this.#heard.delete(guest)) this.#heard.set(guest, now);
  }

  /** One has gone. */
  leave(guest: Transport): void {
    if (!this.#heard.delete(guest)) return;
    const origin = originOf(hostOf(guest.peer));
    const others = this.#origins.get(origin)! - 1;
    if (others === 0) this.#origins.delete(origin);
    else this.#origins.set(origin, others);
  }

  /** Closes those that have said nothing since a time. */
  dismiss(since: number): void {
    for (const [guest, heard] of this.#heard) {
      if (heard > since) return;
      guest.close();
    }
  }
}

/** Looks after the guests: whoever says nothing for `idle` milliseconds, or half as long again, is dismissed. */
export function doorkeeper(guests: Guests, idle: number): Actor<"look"> {
  return (self) => {
    self.timers.fixedDelay("look", idle / 2, "look");
    return () => guests.dismiss(self.system.now() - idle);
  };
}
