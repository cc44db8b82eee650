import { covers, isPattern, matches, tokens } from "../subjects/subject.ts";

interface QueueEntry {
  readonly subject: string;
  readonly queue: string;
}

/** A list of patterns, some of them for a queue group alone. */
export class SubjectList {
  readonly #plain: readonly string[];
  readonly #queues: readonly QueueEntry[];

  /** Reads entries `SUBJECT` or, where `queues` is set, `SUBJECT QUEUE`; throws a `TypeError` for anything else. */
  constructor(entries: readonly string[], queues: boolean) {
    const plain: string[] = [];
    const grouped: QueueEntry[] = [];
    for (const entry of entries) {
      const [subject = "", queue, ...more] = entry.trim().split(/[ \t]+/);
      if (!isPattern(subject) || more.length > 0 || (queue !== undefined && !queues)) throw wrong(entry, queues);
      if (queue === undefined) plain.push(subject);
      else grouped.push({ subject, queue });
    }
    this.#plain = plain;
    this.#queues = grouped;
  }

  /** Whether there are entries for queue groups. */
  get grouped(): boolean {
    return this.#queues.length > 0;
  }

  /** Whether an entry for everybody matches a text, in which wildcards are nothing special. */
  matches(text: string): boolean {
    return this.#plain.some((each) => matches(each, text));
  }

  /** Whether an entry for a queue group matches it. */
  matchesQueue(text: string, queue: string): boolean {
    return this.#queues.some((each) => matches(each.subject, text) && joins(each.queue, queue));
  }

  /** Whether all that a subscription can hear is within one entry; entries for its queue group go before the others. */
  contains(pattern: string, queue: string | undefined): boolean {
    if (queue !== undefined) {
      const near = this.#queues.filter((each) => covers(each.subject, pattern));
      if (near.length > 0) return near.some((each) => joins(each.queue, queue));
    }
    return this.#plain.some((each) => covers(each, pattern));
  }

  /** Whether a message that a subscription hears can match an entry. */
  touches(pattern: string, queue: string | undefined): boolean {
    return this.#plain.some((each) => overlap(each, pattern)) ||
      (queue !== undefined && this.#queues.some((each) => joins(each.queue, queue) && overlap(each.subject, pattern)));
  }
}

/** Whether the name of a queue group is the one that is meant, or one of those. */
function joins(meant: string, queue: string): boolean {
  return meant === queue || covers(meant, queue);
}

/** Whether there is a subject that both patterns match. */
function overlap(one: string, other: string): boolean {
  const [a, b] = [tokens(one), tokens(other)];
  for (let i = 0; i < a.length && i < b.length; i++) {
    if (a[i] === ">" || b[i] === ">") return true;
    if (a[i] !== "*" && b[i] !== "*" && a[i] !== b[i]) return false;
  }
  return a.length === b.length;
}

function wrong(entry: string, queues: boolean): TypeError {
  const wanted = `tokens separated by dots${queues ? ", perhaps with a blank and a queue behind" : ""}`;
  return new TypeError(`Cannot use the permission ${JSON.stringify(entry)}: wanted ${wanted}`);
}
