import { localRef } from "../../runtime/_local_ref.ts";
import type { Ref } from "../../runtime/ref.ts";
import type { System } from "../../runtime/system.ts";
import type { AnswersOf } from "./answers_of.ts";
import { Exposed } from "./_exposed.ts";
import { subscribeLocally } from "../local.ts";
import type { RouterMessage } from "../messages.ts";
import type { Publication } from "../publication.ts";
import { isPattern } from "../subjects/subject.ts";

/** What there is to know of a request besides its payload. */
export interface Asked {
  /** The subject that it was published to. */
  readonly subject: string;
  /** Its header block; empty where there is none. */
  readonly headers: Uint8Array;
}

/**
 * Options of {@linkcode expose}.
 *
 * @typeParam M the actor's messages
 * @typeParam D those of them that requests are decoded to
 */
export interface ExposeOptions<M, D extends M = M> {
  /** Whose subjects they are, such as `mailroom.router`. */
  readonly router: Ref<RouterMessage>;
  /** Where the actor is asked; may have wildcards. */
  readonly subject: string;
  /** The queue group: of all that are exposed in one group, on any node, one answers. Default: each answers. */
  readonly queue?: string;
  /** Makes a message of a request, whose bytes may be kept. What it throws is told to whoever asks, with the code 400. */
  readonly decode: (payload: Uint8Array, replyTo: Ref<AnswersOf<M>>, asked: Asked) => D;
  /** Makes the payload of an answer. Called where the answer is told. What it throws is an answer with the code 500. */
  readonly encode: (answer: AnswersOf<M>) => Uint8Array | string;
  /** Milliseconds until a question that the actor has not answered is, with the code 504. Default 30,000. */
  readonly timeout?: number;
  /** The most questions that may wait for the actor; the next is answered with the code 503. Default 65,536. */
  readonly maxPending?: number;
}

/** An actor that can be asked by subject, until this is disposed or the actor ends. */
export interface Exposure extends Disposable {
  /** Questions that wait for the actor just now. */
  readonly pending: number;
}

/**
 * Lets everybody who reaches a router ask an actor: any NATS client, with a request, and other programs and nodes, with a
 * {@linkcode remote}.
 *
 * A request becomes a message of the actor, and what the actor tells its `replyTo` is published as the answer: the first
 * only. A request without a reply subject is a tell. So is, for whoever asks, a message that has no `replyTo`: there is no
 * answer to it.
 *
 * What cannot be decoded never reaches the actor. Whoever asked hears of that and of every other failure by the headers
 * `Nats-Service-Error` and `Nats-Service-Error-Code`, as with NATS services; the codes are those of
 * {@linkcode RemoteError}. They are counted by the router as `requests_undecodable` and `requests_failed`.
 *
 * The actor may be restarted, and so may the router: nothing has to be done for it. When the actor has ended for good, the
 * exposure ends, and whoever asks is told that nobody answers.
 *
 * @throws {TypeError} when `ref` leads to no actor of this program, or `subject` cannot be subscribed to
 * @throws {RangeError} when a number is out of its range
 *
 * @example
 * ```ts
 * import { ask, expose, type Ref, remote, startMailroom } from "@mailroom/mailroom";
 * import { assertEquals } from "@std/assert";
 *
 * type Doubler = { type: "double"; number: number; replyTo: Ref<number> };
 *
 * await using mailroom = await startMailroom();
 * const { system, router } = mailroom;
 * const doubler = system.spawn("doubler", () => ({ number, replyTo }: Doubler) => void replyTo.tell(number * 2));
 *
 * const text = new TextDecoder();
 * using _exposure = expose(system, doubler, {
 *   router,
 *   subject: "math.double",
 *   decode: (payload, replyTo) => ({ type: "double", number: Number(text.decode(payload)), replyTo }),
 *   encode: String,
 * });
 *
 * const far = remote(router, "math.double", {
 *   encode: ({ number }: Doubler) => String(number),
 *   decode: (payload) => Number(text.decode(payload)),
 * });
 * assertEquals(await ask(far, { type: "double", number: 21 }), 42);
 * ```
 */
export function expose<M, const D extends M>(system: System, ref: Ref<M>, options: ExposeOptions<M, D>): Exposure {
  const { router, subject, queue, decode, encode, timeout = 30_000, maxPending = 65_536 } = options;
  const target = localRef(ref as Ref<never>);
  if (target === undefined) throw new TypeError(`Cannot expose ${ref.id}: it is not the ref of an actor here`);
  if (!isPattern(subject)) {
    throw new TypeError(`Cannot expose at ${JSON.stringify(subject)}: wanted tokens separated by dots`);
  }
  if (!(timeout >= 0)) throw new RangeError(`Cannot expose with a timeout of ${timeout}: wanted milliseconds from 0`);
  if (!(maxPending >= 1)) throw new RangeError(`Cannot expose with maxPending ${maxPending}: wanted a number from 1`);
  const exposed = new Exposed<M>(ref, target, { router, decode, encode, timeout, maxPending });
  const listener = (request: Publication) => exposed.received(request);
  const own = subscribeLocally(system, router, subject, listener, { queue, until: ref as Ref<never> });
  return {
    get pending() {
      return exposed.pending;
    },
    [Symbol.dispose]: () => system.stop(own),
  };
}
