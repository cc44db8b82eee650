import type { Ref } from "../runtime/ref.ts";
import type { ConnectionInfo } from "./connection_info.ts";
import type { Forward, Interest, LinkKind } from "./forward.ts";
import type { Publication } from "./publication.ts";
import type { SubjectTableStats } from "./subjects/subject_table.ts";
import type { Volley, VolleyDelivery } from "./volley.ts";
import type { Subscription } from "./subscription.ts";

/** What the router understands. */
export type RouterMessage =
  | Publication
  | Volley
  | { readonly type: "subscribe"; readonly subscription: Subscription }
  /** Ends a subscription: now or, where `max` is above 0, when there have been so many deliveries since its beginning. */
  | { readonly type: "unsubscribe"; readonly subscription: Subscription; readonly max?: number }
  /** A linked server's connection: from now on it is told what is wanted here. */
  | { readonly type: "link"; readonly link: Ref<ConnectionMessage>; readonly kind: LinkKind }
  /** How a subscriber is to be called when somebody asks who is there. */
  | { readonly type: "label"; readonly subscriber: Ref<ConnectionMessage>; readonly label: string }
  /** The labels of those who would hear a subject, in the order in which they came. */
  | { readonly type: "who"; readonly subject: string; readonly replyTo: Ref<readonly string[]> }
  /** The listed subjects that begin with `prefix`, and how many subscribe to each. */
  | { readonly type: "subjects"; readonly prefix: string; readonly replyTo: Ref<readonly SubjectCount[]> }
  /** The counters of the subject table. */
  | { readonly type: "stats"; readonly replyTo: Ref<RouterStats> }
  /** Counts something that happened, by name. */
  | { readonly type: "count"; readonly what: string }
  /** Comes back to `replyTo` behind everything that was delivered to it before. */
  | { readonly type: "fence"; readonly replyTo: Ref<ConnectionMessage>; readonly fence: Fence }
  /** A subscriber has told a new incarnation of the router all it wants; without one, the wait for them is over. */
  | { readonly type: "recovered"; readonly subscriber?: Ref<ConnectionMessage> };

/** The counters of a router's subject table. */
export interface RouterStats extends SubjectTableStats {
  /** Subscriptions of those who are connected here. */
  readonly size: number;
  /** What linked servers want. */
  readonly remote: number;
}

/** A listed subject. */
export interface SubjectCount {
  /** The subject. */
  readonly subject: string;
  /** How many subscribe to it. */
  readonly subscribers: number;
}

/** A message on its way to one subscriber. */
export class Delivery {
  /** Tells it from other messages of a connection. */
  readonly type = "delivery";
  /** What was published. */
  readonly publication: Publication;
  /** Which of the subscriber's wishes it fulfils. */
  readonly subscription: Subscription;

  /** Pairs a publication with one of its subscriptions. */
  constructor(publication: Publication, subscription: Subscription) {
    this.publication = publication;
    this.subscription = subscription;
  }
}

/** Something to be done when a fence has come back. */
export interface Fence {
  /** Tells it from other messages of a connection. */
  readonly type: "fence";
  /** What to do, in the connection's turn. Were it called `then`, a promise would take the message for one of its own. */
  readonly run: () => void;
}

/** What every connection understands, whatever its transport. */
export type ConnectionMessage =
  | Delivery
  | VolleyDelivery
  | Fence
  /** A subscription has ended because it has had as many deliveries as it was to have. */
  | { readonly type: "expired"; readonly subscription: Subscription }
  /** Nobody got a publication that wanted to be told so; the subscription is the one that would have had the reply. */
  | { readonly type: "undelivered"; readonly publication: Publication; readonly subscription: Subscription }
  /** Somebody wants to know what the connection is and does. Who is none says so with `undefined`. */
  | { readonly type: "describe"; readonly replyTo: Ref<ConnectionInfo | undefined> }
  /** A new incarnation of an account's router wants to know of all subscriptions. */
  | { readonly type: "resubscribe"; readonly account: string }
  /** To a linked server: all that is wanted here, in place of whatever was said before. */
  | { readonly type: "interests"; readonly account: string; readonly interests: readonly Interest[] }
  /** To a linked server: something is wanted here by more or fewer than before. */
  | { readonly type: "interest"; readonly account: string; readonly interest: Interest }
  /** To a linked server: something that is wanted there. */
  | Forward
  /** A receiver cannot keep up: read nothing more until `resume`. */
  | { readonly type: "pause"; readonly receiver: Ref<ConnectionMessage> }
  | { readonly type: "resume"; readonly receiver: Ref<ConnectionMessage> }
  /** The end of something the connection waited for. */
  | { readonly type: "settled"; readonly run: () => void }
  /** The server has something new to say of itself. */
  | { readonly type: "notice" }
  /** End the connection: send what is queued, then the reason, where there is one and the protocol has a way to say it. */
  | { readonly type: "close"; readonly reason: string };
