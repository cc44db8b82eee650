import type { Ref } from "../runtime/ref.ts";
import type { Interest, LinkKind } from "./forward.ts";
import type { ConnectionMessage } from "./messages.ts";
import type { SubjectTable } from "./subjects/subject_table.ts";
import type { Subscription } from "./subscription.ts";

interface Count {
  readonly subject: string;
  readonly queue: string | undefined;
  count: number;
}

/**
 * What is wanted here, for the servers that are linked: each is told of all of it first and of every change from then on.
 * Nothing is counted while there is no link, because most servers have none and some have a million subscriptions.
 */
export class LocalInterest {
  readonly #account: string;
  readonly #table: SubjectTable<Subscription>;
  readonly #links = new Map<Ref<ConnectionMessage>, LinkKind>();
  readonly #counts = new Map<string, Count>();

  constructor(account: string, table: SubjectTable<Subscription>) {
    this.#account = account;
    this.#table = table;
  }

  /** How many servers are linked. */
  get links(): number {
    return this.#links.size;
  }

  kindOf(link: Ref<ConnectionMessage>): LinkKind | undefined {
    return this.#links.get(link);
  }

  /** Tells a link all there is, whether or not it was known. */
  join(link: Ref<ConnectionMessage>, kind: LinkKind): void {
    if (this.#links.size === 0) {
      for (const { pattern, queue } of this.#table.patterns()) this.#count(pattern, queue, 1);
    }
    this.#links.set(link, kind);
    link.tell({ type: "interests", account: this.#account, interests: [...this.#counts.values()].map(copy) });
  }

  leave(link: Ref<ConnectionMessage>): void {
    if (this.#links.delete(link) && this.#links.size === 0) this.#counts.clear();
  }

  /** Somebody here has begun (1) or ceased (-1) to want something. Returns how many links were told. */
  changed({ subject, queue }: Subscription, change: 1 | -1): number {
    if (this.#links.size === 0) return 0;
    const count = this.#count(subject, queue, change);
    // Beyond the first, only the members of a group matter elsewhere.
    if (queue === undefined && count !== (change === 1 ? 1 : 0)) return 0;
    const message = { type: "interest", account: this.#account, interest: { subject, queue, count } } as const;
    for (const link of this.#links.keys()) link.tell(message);
    return this.#links.size;
  }

  #count(subject: string, queue: string | undefined, change: 1 | -1): number {
    const key = queue === undefined ? subject : `${subject} ${queue}`;
    const known = this.#counts.get(key);
    if (known === undefined) {
      this.#counts.set(key, { subject, queue, count: change });
      return change;
    }
    known.count += change;
    if (known.count === 0) this.#counts.delete(key);
    return known.count;
  }
}

function copy({ subject, queue, count }: Count): Interest {
  return { subject, queue, count };
}
