import { localRef } from "../../runtime/_local_ref.ts";
import { StoppedError } from "../../runtime/errors.ts";
import type { Ref } from "../../runtime/ref.ts";
import type { System } from "../../runtime/system.ts";
import { subscribeLocally } from "../local.ts";
import type { ConnectionMessage, RouterMessage } from "../messages.ts";
import type { Publication } from "../publication.ts";
import { message } from "./_service_status.ts";

/** Who waits for one answer. */
export interface Waiting {
  /** The answer has come. */
  answered(answer: Publication): void;
  /** Nobody is there to answer. */
  unheard(): void;
}

/** The inbox of each router. */
const inboxes = new WeakMap<Ref<RouterMessage>, ReplyInbox>();

/** Where the answers of one router to everybody in this program arrive: one subscription for all. It ends with the router. */
export class ReplyInbox {
  readonly #router: Ref<RouterMessage>;
  readonly #ref: Ref<ConnectionMessage>;
  readonly #prefix = `_INBOX.${crypto.randomUUID().replaceAll("-", "")}.`;
  readonly #waiting = new Map<string, Waiting>();
  #last = 0;

  /** That of a router; there is one for each. */
  static of(system: System, router: Ref<RouterMessage>): ReplyInbox {
    const known = inboxes.get(router);
    if (known !== undefined && localRef(known.#ref as Ref<never>)?.cell.state !== "stopped") return known;
    const inbox = new ReplyInbox(system, router);
    inboxes.set(router, inbox);
    return inbox;
  }

  private constructor(system: System, router: Ref<RouterMessage>) {
    this.#router = router;
    this.#ref = subscribeLocally(
      system,
      router,
      `${this.#prefix}*`,
      (answer) => this.#take(answer.subject)?.answered(answer),
      {
        undelivered: ({ reply }) => this.#take(reply)?.unheard(),
        until: router as Ref<never>,
      },
    );
  }

  /** How many answers are waited for. */
  get size(): number {
    return this.#waiting.size;
  }

  /**
   * Publishes a question. Returns what forgets it.
   *
   * @throws {StoppedError} when the router takes nothing
   */
  ask(subject: string, payload: Uint8Array | string, waiting: Waiting): () => void {
    const reply = `${this.#prefix}${(++this.#last).toString(36)}`;
    if (!this.#router.tell(message(subject, payload, { reply, from: this.#ref, receipt: true }))) {
      throw new StoppedError(`Cannot ask ${JSON.stringify(subject)}: the router has ended or is too busy`);
    }
    this.#waiting.set(reply, waiting);
    return () => void this.#waiting.delete(reply);
  }

  #take(reply: string | undefined): Waiting | undefined {
    if (reply === undefined) return undefined;
    const waiting = this.#waiting.get(reply);
    this.#waiting.delete(reply);
    return waiting;
  }
}
