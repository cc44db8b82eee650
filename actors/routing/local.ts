import type { Actor } from "../runtime/actor.ts";
import type { Ref } from "../runtime/ref.ts";
import type { System } from "../runtime/system.ts";
import type { ConnectionMessage, RouterMessage } from "./messages.ts";
import type { Publication } from "./publication.ts";
import { subscribersOf } from "./router.ts";
import { Subscription } from "./subscription.ts";

/** Options of {@linkcode subscribeLocally}. */
export interface LocalOptions {
  /** The queue group. Default: none. */
  readonly queue?: string | undefined;
  /** Told of publications from this subscriber that nobody got, where they want a receipt. Default: nobody. */
  readonly undelivered?: (publication: Publication) => void;
  /** An actor with whose end the subscription ends. Default: it does not end by itself. */
  readonly until?: Ref<never>;
}

/**
 * Lets a function inside the program hear every message whose subject matches, from the next one that is published. It is
 * called in the turns of an actor, whose ref is returned; what it throws ends that actor.
 */
export function subscribeLocally(
  system: System,
  router: Ref<RouterMessage>,
  subject: string,
  listener: (publication: Publication) => void,
  { queue, undelivered, until }: LocalOptions = {},
): Ref<ConnectionMessage> {
  const receive = (message: ConnectionMessage): void => {
    if (message.type === "delivery") return listener(message.publication.kept());
    if (message.type === "volley-delivery") return message.volley.kept().publications.forEach(listener);
    if (message.type === "undelivered") return undelivered?.(message.publication);
    if (message.type === "fence" || message.type === "settled") return message.run();
    if (message.type === "describe") return void message.replyTo.tell(undefined);
    if (message.type !== "resubscribe") return;
    router.tell({ type: "subscribe", subscription });
    router.tell({ type: "recovered", subscriber: ref });
  };
  const actor: Actor<ConnectionMessage> = (self) => {
    if (until !== undefined) self.watch(until);
    return { receive, signal: () => self.stop() };
  };
  const ref = system.spawn(actor, { restart: "temporary" });
  const subscription = new Subscription(subject, ref, { queue });
  // Here and not in the actor's first turn, which comes after what the caller publishes next.
  system.groups.join(subscribersOf(router), ref);
  router.tell({ type: "subscribe", subscription });
  return ref;
}
