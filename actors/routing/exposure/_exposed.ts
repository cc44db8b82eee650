import { AskTimeoutError, StoppedError } from "../../runtime/errors.ts";
import { askIn } from "../../runtime/_fail_ask.ts";
import type { LocalRef } from "../../runtime/_local_ref.ts";
import { PendingAsk } from "../../runtime/_pending_ask.ts";
import type { Ref } from "../../runtime/ref.ts";
import type { AnswersOf } from "./answers_of.ts";
import type { ExposeOptions } from "./expose.ts";
import type { Publication } from "../publication.ts";
import { message, type ServiceStatus, statusHeaders } from "./_service_status.ts";

/** What was exposed, with every default filled in. */
type Parts<M> = Required<Omit<ExposeOptions<M>, "subject" | "queue">>;

/** Makes messages of requests, and answers of what the actor answers. */
export class Exposed<M> {
  readonly #ref: Ref<M>;
  /** The actor behind the ref. */
  readonly #target: LocalRef;
  readonly #parts: Parts<M>;
  #pending = 0;

  constructor(ref: Ref<M>, target: LocalRef, parts: Parts<M>) {
    this.#ref = ref;
    this.#target = target;
    this.#parts = parts;
  }

  /** Questions that wait for the actor. */
  get pending(): number {
    return this.#pending;
  }

  /** Lets the actor deal with a request. */
  received(request: Publication): void {
    const { decode, timeout, maxPending } = this.#parts;
    if (this.#pending >= maxPending) return this.#fail(request, { code: 503, text: "too many questions wait" });
    let waits = false;
    const over = () => {
      if (waits) this.#pending--;
    };
    const question = new PendingAsk<AnswersOf<M>>(
      this.#target,
      undefined,
      timeout,
      (answer) => (over(), this.#answer(request, answer)),
      (error) => (over(), this.#fail(request, statusFor(error))),
    );
    let decoded;
    try {
      decoded = decode(request.payload, question, request);
    } catch (error) {
      const text = error instanceof Error ? error.message : "the request cannot be decoded";
      return this.#fail(request, { code: 400, text }, "requests_undecodable");
    }
    // Nobody waits for the answer to what is no question.
    if (askIn(decoded) === question) {
      waits = true;
      this.#pending++;
      if (this.#target.cell.limit !== 0) question.open(undefined);
    }
    if (this.#ref.tell(decoded)) return;
    question.fail(new StoppedError(`Cannot ask ${this.#ref.id}: it has ended or its mailbox is full`));
  }

  #answer(request: Publication, answer: AnswersOf<M>): void {
    let payload;
    try {
      payload = this.#parts.encode(answer);
    } catch {
      return this.#fail(request, { code: 500, text: "the answer cannot be encoded" });
    }
    this.#publish(request, payload);
  }

  #fail(request: Publication, status: ServiceStatus, what = "requests_failed"): void {
    this.#parts.router.tell({ type: "count", what });
    this.#publish(request, "", statusHeaders(status));
  }

  #publish({ reply }: Publication, payload: Uint8Array | string, headers = ""): void {
    if (reply !== undefined) this.#parts.router.tell(message(reply, payload, {}, headers));
  }
}

/** What whoever asks is told of a failure: not its text, which may be nobody else's business. */
function statusFor(error: unknown): ServiceStatus {
  if (error instanceof AskTimeoutError) return { code: 504, text: "the actor did not answer in time" };
  if (error instanceof StoppedError) return { code: 503, text: "the actor has ended or is too busy" };
  return { code: 500, text: "the actor failed" };
}
