import type { Actor, Ref } from "../../../actors/mod.ts";
import type { ConnectionMessage, RouterMessage } from "../../../actors/routing/messages.ts";
import { Publication, type PublicationOptions } from "../../../actors/routing/publication.ts";
import { subscribersOf } from "../../../actors/routing/router.ts";
import { Subscription } from "../../../actors/routing/subscription.ts";

/** What a {@linkcode hearer} wants to hear. */
export interface Wish {
  readonly subject: string;
  readonly queue?: string;
  readonly sid?: string;
  readonly listed?: boolean;
}

/** A subscriber that does what every connection does for the router, and notes what it hears, as `sid:payload`. */
export function hearer(
  router: Ref<RouterMessage>,
  wishes: readonly (string | Wish)[],
  heard: string[],
  label?: string,
): Actor<ConnectionMessage> {
  return (self) => {
    const subscriptions = wishes.map((wish) => {
      const { subject, ...options } = typeof wish === "string" ? { subject: wish } : wish;
      return new Subscription(subject, self.ref, options);
    });
    const repeat = () => {
      for (const subscription of subscriptions) router.tell({ type: "subscribe", subscription });
      if (label !== undefined) router.tell({ type: "label", subscriber: self.ref, label });
    };
    self.system.groups.join(subscribersOf(router), self.ref);
    repeat();
    return (message) => {
      switch (message.type) {
        case "delivery":
          return void heard.push(noted(message.publication, message.subscription));
        case "resubscribe":
          repeat();
          router.tell({ type: "recovered", subscriber: self.ref });
          return;
        case "fence":
          return message.run();
      }
    };
  };
}

/** A delivery as {@linkcode hearer} notes it. */
export function noted(publication: Publication, subscription: Subscription): string {
  return `${subscription.sid}:${text(publication.payload)}`;
}

/** A publication of a text. */
export function publication(subject: string, payload: string, options: PublicationOptions = {}): Publication {
  const bytes = new TextEncoder().encode(payload);
  return new Publication(subject, bytes, 0, bytes.length, options);
}

/** A publication that makes the router throw. */
export function poison(): Publication {
  return Object.defineProperty(publication("poison", ""), "subject", {
    get: () => {
      throw new Error("poison");
    },
  });
}

/** Bytes as text. */
export function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
