import type { Deadlines } from "../../runtime/_deadlines.ts";
import { failAsk } from "../../runtime/_fail_ask.ts";
import type { Kernel } from "../../runtime/_kernel.ts";
import { PendingAsk } from "../../runtime/_pending_ask.ts";
import type { Ref } from "../../runtime/ref.ts";
import type { AnswersOf } from "./answers_of.ts";
import type { RouterMessage } from "../messages.ts";
import type { Publication } from "../publication.ts";
import type { RemoteOptions } from "./remote.ts";
import { RemoteError } from "./remote_error.ts";
import { ReplyInbox } from "./_reply_inbox.ts";
import { message, statusOf } from "./_service_status.ts";

/** Makes requests of the messages of one remote, and answers of what comes back. */
export class Questions<M> {
  readonly #kernel: Kernel;
  readonly #router: Ref<RouterMessage>;
  readonly #subject: string;
  readonly #options: Required<RemoteOptions<M>>;
  #pending = 0;

  constructor(kernel: Kernel, router: Ref<RouterMessage>, subject: string, options: Required<RemoteOptions<M>>) {
    this.#kernel = kernel;
    this.#router = router;
    this.#subject = subject;
    this.#options = options;
  }

  /** Sends a message on its way. */
  send(question: M): void {
    let payload;
    try {
      payload = this.#options.encode(question);
    } catch (error) {
      this.#count("questions_unencodable");
      return failAsk(question, error);
    }
    const { replyTo } = question as { readonly replyTo?: Ref<AnswersOf<M>> };
    if (replyTo === undefined) this.#router.tell(message(this.#subject, payload));
    // Who has given up already needs no answer.
    else if (!(replyTo instanceof PendingAsk && replyTo.over)) this.#ask(question, payload, replyTo);
  }

  #ask(question: M, payload: Uint8Array | string, replyTo: Ref<AnswersOf<M>>): void {
    const { timeout, maxPending } = this.#options;
    const fail = (error?: unknown) => {
      if (replyTo instanceof PendingAsk) replyTo.fail(error);
      else this.#count("answers_missing");
    };
    if (this.#pending >= maxPending) return fail(this.#refused(`${this.#pending} questions wait already`, 503));
    const over = once(() => {
      this.#pending--;
      forget();
      cancel();
    });
    let forget: () => void;
    try {
      forget = ReplyInbox.of(this.#kernel.system, this.#router).ask(this.#subject, payload, {
        answered: (answer) => {
          over();
          try {
            replyTo.tell(this.#read(answer, question));
          } catch (error) {
            fail(error);
          }
        },
        unheard: () => {
          over();
          fail(this.#refused("nobody answers there", 503));
        },
      });
    } catch (error) {
      return fail(error);
    }
    this.#pending++;
    const cancel = whenGivenUp(replyTo, this.#kernel.deadlines, timeout, (timedOut) => {
      over();
      if (timedOut) fail();
    });
  }

  /** The answer that has come; throws what it says in place of one. */
  #read({ payload, headers }: Publication, question: M): AnswersOf<M> {
    const status = statusOf(headers);
    if (status !== undefined) throw this.#refused(status.text, status.code);
    try {
      return this.#options.decode(payload, question, headers);
    } catch (cause) {
      this.#count("answers_undecodable");
      throw new RemoteError(`Cannot read the answer from ${JSON.stringify(this.#subject)}`, 0, { cause });
    }
  }

  #refused(text: string, code: number): RemoteError {
    return new RemoteError(`Cannot ask ${JSON.stringify(this.#subject)}: ${text}`, code);
  }

  #count(what: string): void {
    this.#router.tell({ type: "count", what });
  }
}

/** Calls `then` when nobody waits any more: an ask knows that by itself, any other ref has a timeout. */
function whenGivenUp(
  replyTo: object,
  deadlines: Deadlines,
  timeout: number,
  then: (timedOut: boolean) => void,
): () => void {
  if (!(replyTo instanceof PendingAsk)) return deadlines.after(timeout, () => then(true));
  const before = replyTo.settled;
  replyTo.settled = () => {
    before?.();
    then(false);
  };
  return () => {};
}

function once(then: () => void): () => void {
  let over = false;
  return () => {
    if (!over) then();
    over = true;
  };
}
