import type { Permissions } from "../../../actors/routing/access/permissions.ts";
import type { Exchange } from "../../../actors/routing/exchange.ts";
import type { SubjectCount } from "../../../actors/routing/messages.ts";
import { Subscription } from "../../../actors/routing/subscription.ts";
import { LOGIN } from "./_login.ts";
import { ROOMS, roomSubject } from "./room_subject.ts";

/** Where a client is, and what it may do there. */
export class Seat {
  /** Its account's, where it is known who it is. */
  exchange: Exchange;
  /** Why nothing may be said just now. */
  mute: string | undefined = LOGIN;
  #room: Subscription | undefined = undefined;
  #permissions: Permissions | undefined = undefined;

  constructor(exchange: Exchange) {
    this.exchange = exchange;
  }

  /** The name of the room, if it is in one. */
  get room(): string | undefined {
    return this.#room?.subject.slice(ROOMS.length);
  }

  /** The subject of what is said there. */
  get subject(): string {
    return this.#room!.subject;
  }

  /**
   * It is somebody, or may do other things than before. It stays in its room where it still may, and is in `newcomers` if it
   * was in none.
   *
   * @returns what is to be said where it may not be there
   */
  admit(exchange: Exchange, permissions: Permissions | undefined, newcomers: string): string | undefined {
    const room = (exchange === this.exchange ? this.room : undefined) ?? newcomers;
    this.#leave();
    this.exchange = exchange;
    this.#permissions = permissions;
    if (this.enter(room)) return undefined;
    return this.mute = `Cannot be in ${room}: you may not listen there, wanted /join ROOM`;
  }

  /** Leaves the room for another, unless it may not. */
  enter(room: string): boolean {
    const subject = roomSubject(room);
    if (this.#permissions?.maySubscribe(subject) === false) return false;
    const silent = this.#permissions?.mayPublish(subject) === false;
    this.mute = silent ? `Cannot say anything in ${room}: you may only listen there` : undefined;
    this.#leave();
    this.#room = new Subscription(subject, this.exchange.ref, { listed: true });
    this.exchange.subscribe(this.#room);
    return true;
  }

  /** Asks for the rooms that there are and that it may know of. */
  rooms(then: (rooms: readonly { readonly name: string; readonly size: number }[]) => void): void {
    const known = ({ subject }: SubjectCount) => this.#permissions?.maySubscribe(subject) !== false;
    this.exchange.subjects(ROOMS, (rooms) => {
      then(
        rooms.filter(known).map(({ subject, subscribers }) => ({
          name: subject.slice(ROOMS.length),
          size: subscribers,
        })),
      );
    });
  }

  #leave(): void {
    if (this.#room !== undefined) this.exchange.unsubscribe(this.#room);
    this.#room = undefined;
  }
}
