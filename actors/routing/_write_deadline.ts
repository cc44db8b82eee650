import type { Context } from "../runtime/context.ts";
import type { System } from "../runtime/system.ts";
import type { ConnectionMessage } from "./messages.ts";
import type { LostReason } from "./protocol.ts";

/** In how many steps the time of a write is looked at, so that a system has few different timers. */
const STEPS = 8;

/**
 * Notices a write that takes too long. A write costs a look at the clock and no timer: one is set when a write begins
 * while none is set, and when it falls due it is set again for what is left of the write that is under way by then. So a
 * write is found out when its time is up, or an eighth of that time later.
 */
export class WriteDeadline {
  /** It is the message of its own timer. */
  readonly type = "settled";
  readonly #self: Context<ConnectionMessage>;
  /** Kept apart from the context, which is void when the incarnation is over. */
  readonly #system: System;
  readonly #service: { readonly limits: { readonly writeDeadline: number } };
  readonly #outbox: { readonly sending: boolean };
  readonly #session: { end(reason: LostReason): void };
  #began = 0;
  #over = false;

  /** The limit is asked for anew each time. The session is ended in the actor's turn. */
  constructor(
    self: Context<ConnectionMessage>,
    service: { readonly limits: { readonly writeDeadline: number } },
    outbox: { readonly sending: boolean },
    session: { end(reason: LostReason): void },
  ) {
    this.#self = self;
    this.#system = self.system;
    this.#service = service;
    this.#outbox = outbox;
    this.#session = session;
  }

  /** A write begins. */
  began(): void {
    if (this.#over) return;
    this.#began = this.#system.now();
    if (!this.#self.timers.has("write")) this.#set(this.#service.limits.writeDeadline);
  }

  /** The actor ends: no write has a deadline any more. */
  stop(): void {
    this.#over = true;
  }

  #set(delay: number): void {
    this.#self.timers.after("write", delay, this);
  }

  /** The timer has fallen due. */
  run(): void {
    if (this.#over || !this.#outbox.sending) return;
    const limit = this.#service.limits.writeDeadline;
    const left = this.#began + limit - this.#system.now();
    if (left <= 0) this.#session.end({ type: "slow", limit: "deadline", detail: `a write took more than ${limit} ms` });
    else this.#set(Math.ceil(left * STEPS / limit) * (limit / STEPS));
  }
}
