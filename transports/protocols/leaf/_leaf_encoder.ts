import type { Transport } from "../../../actors/routing/protocol.ts";
import type { Publication } from "../../../actors/routing/publication.ts";
import { viewOf } from "../nats/_heads.ts";
import { written } from "../nats/_text.ts";

/** Subjects that are kept; those in use soon come back when all are forgotten. */
const KEPT = 1 << 12;
const CRLF = new TextEncoder().encode("\r\n");
const SYSTEM = /^\$(?:SYS|LDS)(?:\.|$)/;

/** Writes messages as a hub reads them. What a NATS client published has size, payload and line ends in one piece already. */
export class LeafEncoder {
  readonly #transport: Transport;
  readonly #heads = new Map<string, DataView>();
  /** The subject of the last message, with the beginning of its line. */
  #subject = "";
  #head: DataView = viewOf("LMSG");

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Sends a message, to one member of each of the `queues` too; without its headers where the hub takes none. */
  message(publication: Publication, queues: readonly string[], headers: boolean): void {
    const { buffer, start, end, wire, headerSize, reply } = publication;
    if (headerSize !== 0 && headers) return this.#withHeaders(publication, queues);
    const transport = this.#transport;
    transport.writeView(this.#headOf(publication.subject));
    if (wire >= 0 && (queues.length === 0 || reply === undefined)) {
      if (queues.length > 0) transport.write(written(`| ${queues.join(" ")} `));
      return void transport.writePart(buffer, wire, end + 2);
    }
    const payload = start + headerSize;
    transport.write(written(`${receivers(reply, queues)}${end - payload}\r\n`));
    transport.writePart(buffer, payload, end);
    transport.writePart(CRLF, 0, 2);
  }

  #withHeaders({ subject, reply, buffer, start, end, headerSize }: Publication, queues: readonly string[]): void {
    const to = receivers(reply, queues);
    this.#transport.write(written(`HMSG ${subject} ${to}${headerSize} ${end - start}\r\n`));
    this.#transport.writePart(buffer, start, end);
    this.#transport.writePart(CRLF, 0, 2);
  }

  /** `LMSG subject `, as bytes. */
  #headOf(subject: string): DataView {
    if (subject === this.#subject) return this.#head;
    let head = this.#heads.get(subject);
    if (head === undefined) {
      if (this.#heads.size === KEPT) this.#heads.clear();
      head = viewOf(`LMSG ${subject}`);
      this.#heads.set(subject, head);
    }
    this.#subject = subject;
    return this.#head = head;
  }
}

/** What stands between subject and size. */
function receivers(reply: string | undefined, queues: readonly string[]): string {
  if (queues.length === 0) return reply === undefined ? "" : `${reply} `;
  return reply === undefined ? `| ${queues.join(" ")} ` : `+ ${reply} ${queues.join(" ")} `;
}

/** The line that says what is wanted here; `count` members where it is for a queue group, 0 when nobody wants it any more. */
export function interestLine(subject: string, queue: string | undefined, count: number): string {
  const key = queue === undefined ? subject : `${subject} ${queue}`;
  if (count === 0) return `LS- ${key}\r\n`;
  return queue === undefined ? `LS+ ${key}\r\n` : `LS+ ${key} ${count}\r\n`;
}

/** Whether a subject is one that a server keeps to itself. */
export function isOwnAffair(subject: string): boolean {
  return subject.charCodeAt(0) === 0x24 && SYSTEM.test(subject);
}
