import type { Interest } from "../../../actors/routing/forward.ts";
import { isLiteral } from "../../../actors/routing/subjects/subject.ts";
import { interestLine, isOwnAffair } from "./_leaf_encoder.ts";
import type { SubjectFilter } from "./_subject_filter.ts";

/** Lines that are sent in one piece. */
const PIECE = 4_096;
/** Subjects that servers need whatever the permissions say. */
const EXEMPT = /^(?:_GR_|\$GNR)\./;

/** What is wanted here, as far as the hub has been told. */
export class OwnInterest {
  readonly #filter: SubjectFilter;
  readonly #send: (text: string) => void;
  /** How many members were said, by `subject` or `subject queue`. */
  #said = new Map<string, Interest>();

  constructor(filter: SubjectFilter, send: (text: string) => void) {
    this.#filter = filter;
    this.#send = send;
  }

  /** What has been said. */
  get size(): number {
    return this.#said.size;
  }

  /** All there is, in place of whatever was said before: the hub is told the difference. */
  replace(all: readonly Interest[]): void {
    const wanted = new Map<string, Interest>();
    for (const each of all) if (each.count > 0 && this.#tellable(each.subject)) wanted.set(keyOf(each), each);
    let lines: string[] = [];
    const add = (line: string) => {
      if (lines.push(line) < PIECE) return;
      this.#send(lines.join(""));
      lines = [];
    };
    for (const [key, { subject, queue }] of this.#said) if (!wanted.has(key)) add(interestLine(subject, queue, 0));
    for (const [key, { subject, queue, count }] of wanted) {
      if (!this.#knows(key, queue, count)) add(interestLine(subject, queue, count));
    }
    if (lines.length > 0) this.#send(lines.join(""));
    this.#said = wanted;
  }

  /** Something has changed. */
  set(interest: Interest): void {
    const { subject, queue, count } = interest;
    const key = keyOf(interest);
    if (count === 0 ? !this.#said.has(key) : this.#knows(key, queue, count) || !this.#tellable(subject)) return;
    if (count === 0) this.#said.delete(key);
    else this.#said.set(key, interest);
    this.#send(interestLine(subject, queue, count));
  }

  #knows(key: string, queue: string | undefined, count: number): boolean {
    const said = this.#said.get(key);
    return said !== undefined && (queue === undefined || said.count === count);
  }

  /** A hub closes the link when it is asked for a subject that it does not give; of a pattern it gives what it may. */
  #tellable(subject: string): boolean {
    if (isOwnAffair(subject)) return false;
    return !isLiteral(subject) || EXEMPT.test(subject) || this.#filter.passes(subject);
  }
}

function keyOf({ subject, queue }: Interest): string {
  return queue === undefined ? subject : `${subject} ${queue}`;
}
