import type { Ref } from "../runtime/ref.ts";
import type { ConnectionMessage, SubjectCount } from "./messages.ts";
import type { Forward, Interest, LinkKind } from "./forward.ts";
import type { Protocol } from "./protocol.ts";
import type { Publication } from "./publication.ts";
import type { Subscription } from "./subscription.ts";
import type { Volley } from "./volley.ts";

/** A protocol whose connections publish and subscribe. */
export interface RoutedProtocol extends Protocol {
  /** What it publishes and subscribes through. Called once, before `connected`. */
  attached(exchange: Exchange): void;
  /** Something that it subscribed to was published. */
  delivered(publication: Publication, subscription: Subscription): void;
  /**
   * Several publications that it subscribed to, one after the other. Returns `false`, having done nothing, where it wants
   * each of them by itself, as does a protocol without this.
   */
  deliveredAll?(volley: Volley, subscription: Subscription): boolean;
  /** A subscription has had its last delivery. */
  expired?(subscription: Subscription): void;
  /** Nobody got a publication that wanted to be told so; the subscription is one that matches its reply. */
  undelivered?(publication: Publication, subscription: Subscription): void;
  /** The server has something new to say of itself. */
  changed?(): void;
  /** To a linked server: all that is wanted here in an account, in place of whatever was said before. */
  interests?(exchange: Exchange, interests: readonly Interest[]): void;
  /** To a linked server: something is wanted here by more or fewer than before. */
  interest?(exchange: Exchange, interest: Interest): void;
  /** To a linked server: something that is wanted there was published here. */
  forwarded?(exchange: Exchange, forward: Forward): void;
  /** The server ends the connection, in its words: the last chance to say so to the peer. */
  closing?(reason: string): void;
}

/** Whether a protocol takes part in routing. */
export function isRouted(protocol: Protocol): protocol is RoutedProtocol {
  return "delivered" in protocol && "attached" in protocol;
}

/** A connection's way to the router. */
export interface Exchange {
  /** Who publishes and subscribes: the connection's actor. */
  readonly ref: Ref<ConnectionMessage>;
  /** The number of the connection in its service, from 1. */
  readonly number: number;
  /** Whose subjects these are. */
  readonly account: string;
  /** Bytes that wait to be sent to the peer. */
  readonly buffered: number;
  /** The same connection's way to the router of another account; `undefined` where there is no such account. */
  in(account: string): Exchange | undefined;
  /**
   * Makes the connection a link to another server: from now on its protocol is told what is wanted here. What is wanted
   * there is subscribed to with `remote` set.
   */
  link(kind: LinkKind): void;
  /** Passes a publication on to the router. */
  publish(publication: Publication): void;
  /** Whether all connections together may subscribe to one more subject. Who does not ask is not held to it. */
  admits(subject: string): boolean;
  /** Tells the router, and every later incarnation of it, of a subscription. */
  subscribe(subscription: Subscription): void;
  /** Takes a subscription back: now or, where `max` is above 0, after so many deliveries since its beginning. */
  unsubscribe(subscription: Subscription, max?: number): void;
  /** What the connection is called when somebody asks who is there. */
  label(label: string): void;
  /** Asks who would hear a subject. */
  who(subject: string, then: (labels: readonly string[]) => void): void;
  /** Asks for the listed subjects that begin with `prefix`. */
  subjects(prefix: string, then: (subjects: readonly SubjectCount[]) => void): void;
  /** Counts something that happened, by name, such as a refusal. */
  count(what: string): void;
  /** Calls `then` after everything has been delivered that was caused by what was published before. */
  fence(then: () => void): void;
  /** Calls `then` in the connection's turn, `delay` milliseconds from now, unless the key is set again before. */
  after(key: string, delay: number, then: () => void): void;
  /** A random number from 0 to below 1. */
  random(): number;
  /** The time of the system's clock, in milliseconds. */
  now(): number;
}
