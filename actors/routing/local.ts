import type { Actor } from "../runtime/actor.ts";
import type { Ref } from "../runtime/ref.ts";
import type { ConnectionMessage, RouterMessage } from "./messages.ts";
import type { Publication } from "./publication.ts";
import { SUBSCRIBERS } from "./router.ts";
import { Subscription } from "./subscription.ts";

/** A subscriber inside the program: an actor that calls a function for every message whose subject matches. */
export function local(
  router: Ref<RouterMessage>,
  subject: string,
  listener: (publication: Publication) => void,
): Actor<ConnectionMessage> {
  return (self) => {
    const subscription = new Subscription(subject, self.ref);
    const subscribe = () => void router.tell({ type: "subscribe", subscription });
    self.system.groups.join(SUBSCRIBERS, self.ref);
    subscribe();
    return (message) => {
      if (message.type === "delivery") return listener(message.publication);
      if (message.type === "fence" || message.type === "settled") return message.then();
      if (message.type !== "resubscribe") return;
      subscribe();
      router.tell({ type: "recovered", subscriber: self.ref });
    };
  };
}
