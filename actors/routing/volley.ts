import type { Ref } from "../runtime/ref.ts";
import type { ConnectionMessage } from "./messages.ts";
import type { Publication } from "./publication.ts";
import type { Subscription } from "./subscription.ts";

/** The most publications in one volley: what is between two turns of the others. */
const LONGEST = 256;

let made = 0;

/**
 * Publications of one publisher to one subject that follow each other: they go through the router as one message, because
 * all of them have the same receivers. A busy publisher's chunk is a few volleys in place of a thousand messages.
 */
export class Volley {
  /** Tells it from other messages of the router. */
  readonly type = "volley";
  /** In the order in which they were published; never none. */
  readonly publications: Publication[];
  /** What all of them are about. */
  readonly subject: string;
  /** Whether the publisher hears them too. */
  readonly echo: boolean;
  /** Who published them. */
  readonly from: Ref<ConnectionMessage> | undefined;
  /** The queue groups that they are for, where they come from a linked server. */
  readonly queues: readonly string[] | undefined;
  /** Whether they are for the members of `queues` alone. */
  readonly only: boolean;

  /** Tells it from all others. */
  readonly number: number = ++made;
  /** Bytes of headers and payloads of all. */
  size: number;

  /** A volley that begins with two. */
  constructor(first: Publication, second: Publication) {
    this.publications = [first, second];
    this.size = first.size + second.size;
    this.subject = first.subject;
    this.echo = first.echo;
    this.from = first.from;
    this.queues = first.queues;
    this.only = first.only;
  }

  /** Takes one more in, if it belongs here and there is room. */
  add(publication: Publication): boolean {
    if (!follows(publication, this) || this.publications.length >= LONGEST) return false;
    this.publications.push(publication);
    this.size += publication.size;
    return true;
  }

  /** The same with bytes of its own, for whoever keeps it. */
  kept(): Volley {
    const [first, second, ...rest] = this.publications.map((publication) => publication.kept());
    const volley = new Volley(first!, second!);
    for (const publication of rest) volley.add(publication);
    return volley;
  }
}

/** A volley on its way to one subscriber. */
export class VolleyDelivery {
  /** Tells it from other messages of a connection. */
  readonly type = "volley-delivery";
  /** What was published. */
  readonly volley: Volley;
  /** Which of the subscriber's wishes it fulfils. */
  readonly subscription: Subscription;

  /** Pairs a volley with one subscription to its subject. */
  constructor(volley: Volley, subscription: Subscription) {
    this.volley = volley;
    this.subscription = subscription;
  }
}

/** Whether a publication has the same receivers as one before it, and wants no receipt of its own. */
export function follows(publication: Publication, before: Publication | Volley): boolean {
  return publication.subject === before.subject && publication.echo === before.echo && !publication.receipt &&
    publication.queues === before.queues && publication.only === before.only;
}
