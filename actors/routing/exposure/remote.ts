import type { Actor } from "../../runtime/actor.ts";
import { localRef } from "../../runtime/_local_ref.ts";
import type { Ref } from "../../runtime/ref.ts";
import type { AnswersOf } from "./answers_of.ts";
import type { RouterMessage } from "../messages.ts";
import { Questions } from "./_questions.ts";
import { isLiteral, isSubject } from "../subjects/subject.ts";

/**
 * Options of {@linkcode remote}.
 *
 * @typeParam M the messages that the ref takes
 * @typeParam A what its questions are answered with
 */
export interface RemoteOptions<M, A extends AnswersOf<M> = AnswersOf<M>> {
  /** Makes the payload of a message. Its `replyTo` is not to be encoded: it goes along as the reply subject. */
  readonly encode: (message: M) => Uint8Array | string;
  /** Reads the answer to a question. The bytes may be kept. What it throws fails the ask, with the code 0. */
  readonly decode: (payload: Uint8Array, question: M, headers: Uint8Array) => A;
  /**
   * Milliseconds to wait for an answer to a question that was told, with a `replyTo` of one's own. An ask has its own
   * timeout. Default 5,000.
   */
  readonly timeout?: number;
  /** The most answers that may be waited for; with one more, the ask fails at once. Default 65,536. */
  readonly maxPending?: number;
}

/**
 * A ref to whoever answers on a subject: an actor that was exposed there, in this program or on any node, or a service of
 * any NATS client. `tell` and `ask` work as with an actor here.
 *
 * A `tell` is a publication: `true` means that it is on its way, not that somebody heard it. An ask is a request. It
 * rejects at once when nobody answers on the subject; and when the other side says that something went wrong, with what
 * it said. When it is given up, by its timeout or its signal, nothing is kept of it; the other side is not told.
 *
 * All remotes of a router share one reply subscription. Stop it with `system.stop` when it is not wanted any more; it ends
 * with the router, too.
 *
 * What goes wrong otherwise is counted by the router: `questions_unencodable` for what `encode` threw, which rejects an
 * ask and loses a tell; `answers_undecodable` for what `decode` threw; `answers_missing` for a question with a `replyTo`
 * of one's own that is not answered: it hears nothing then.
 *
 * @param router whose subjects they are, such as `mailroom.router`
 * @param subject where is asked; without wildcards
 * @throws {TypeError} when `router` is not an actor of this program, or `subject` cannot be published to
 * @throws {RangeError} when a number is out of its range
 *
 * @example
 * ```ts
 * import { ask, type Ref, remote, RemoteError, startMailroom } from "@mailroom/mailroom";
 * import { assertRejects } from "@std/assert";
 *
 * type Greeter = { type: "greet"; name: string; replyTo: Ref<string> };
 *
 * await using mailroom = await startMailroom();
 * const greeter = remote(mailroom.router, "greet", {
 *   encode: ({ name }: Greeter) => name,
 *   decode: (payload) => new TextDecoder().decode(payload),
 * });
 * await assertRejects(() => ask(greeter, { type: "greet", name: "Ann" }), RemoteError, "nobody answers there");
 * ```
 */
export function remote<M, const A extends AnswersOf<M> = AnswersOf<M>>(
  router: Ref<RouterMessage>,
  subject: string,
  options: RemoteOptions<M, A>,
): Ref<M> {
  const { encode, decode, timeout = 5_000, maxPending = 65_536 } = options;
  const kernel = localRef(router as Ref<never>)?.cell.kernel;
  if (kernel === undefined) throw new TypeError(`Cannot ask through ${router.id}: it is not the ref of an actor here`);
  if (!isSubject(subject) || !isLiteral(subject)) {
    throw new TypeError(`Cannot ask at ${JSON.stringify(subject)}: wanted tokens without wildcards, separated by dots`);
  }
  if (!(timeout >= 0 && timeout < Infinity)) {
    throw new RangeError(`Cannot ask with a timeout of ${timeout}: wanted milliseconds from 0`);
  }
  if (!(maxPending >= 1)) throw new RangeError(`Cannot ask with maxPending ${maxPending}: wanted a number from 1`);
  const questions = new Questions<M>(kernel, router, subject, { encode, decode, timeout, maxPending });
  const actor: Actor<M> = (self) => {
    self.watch(router);
    return { receive: (message) => questions.send(message), signal: () => self.stop() };
  };
  return kernel.system.spawn(actor, { restart: "temporary" });
}
