import type { Interest } from "../../../actors/routing/forward.ts";
import type { Transport } from "../../../actors/routing/protocol.ts";
import type { Publication } from "../../../actors/routing/publication.ts";
import { viewOf } from "../nats/_heads.ts";
import { written } from "../nats/_text.ts";

/** Bits of `X`: a reply stands behind the sizes; only members of the groups named are meant. */
export const HAS_REPLY = 1;
export const GROUPS_ONLY = 2;

/** The largest message that nodes pass on, in bytes of headers and payload. */
export const MOST_PAYLOAD = 64 << 20;

/** Subjects whose beginnings are kept; those in use soon come back when all are forgotten. */
const KEPT = 1 << 13;
const CRLF = new TextEncoder().encode("\r\n");

/** `PING` and `PONG`. */
export const PING = "PING\r\n";
export const PONG = "PONG\r\n";

/** Writes the publications of one account for another node. */
export class Forwarding {
  readonly #account: string;
  readonly #heads = new Map<string, DataView>();

  constructor(account: string) {
    this.#account = account;
  }

  /** Writes one. What a NATS client published has size, payload and line ends in one piece already. */
  write(transport: Transport, publication: Publication, queues: readonly string[], plain: boolean): void {
    const { subject, reply, buffer, start, end, headerSize, wire } = publication;
    if (!plain || queues.length > 0 || headerSize > 0) {
      transport.write(written(extended(this.#account, publication, queues, plain)));
    } else {
      transport.writeView(this.#head(subject));
      if (wire >= 0) return void transport.writePart(buffer, wire, end + 2);
      transport.write(written(`${reply ? `${reply} ` : ""}${end - start}\r\n`));
    }
    transport.writePart(buffer, start, end);
    transport.writePart(CRLF, 0, 2);
  }

  #head(subject: string): DataView {
    let head = this.#heads.get(subject);
    if (head === undefined) {
      if (this.#heads.size === KEPT) this.#heads.clear();
      head = viewOf(`M ${this.#account} ${subject}`);
      this.#heads.set(subject, head);
    }
    return head;
  }
}

function extended(account: string, publication: Publication, queues: readonly string[], plain: boolean): string {
  const { subject, reply, headerSize, size } = publication;
  const bits = (reply ? HAS_REPLY : 0) | (plain ? 0 : GROUPS_ONLY);
  const rest = [...reply ? [reply] : [], ...queues].map((word) => ` ${word}`).join("");
  return `X ${account} ${subject} ${bits} ${headerSize} ${size}${rest}\r\n`;
}

/** The name of an account as one word: what would end it is written as in URLs. */
export function accountWord(account: string): string {
  return account.replaceAll(/[% \r\n]/g, encodeURIComponent);
}

/** The name that was written as a word; `undefined` where it is none. */
export function accountOf(word: string): string | undefined {
  if (!word.includes("%")) return word;
  try {
    return decodeURIComponent(word);
  } catch {
    return undefined;
  }
}

/** The line that tells how many here want something. */
export function interestLine(account: string, { subject, queue, count }: Interest): string | Uint8Array {
  if (count === 0) return written(`S- ${account} ${subject}${queue === undefined ? "" : ` ${queue}`}\r\n`);
  return written(`S+ ${account} ${subject}${queue === undefined ? "" : ` ${queue} ${count}`}\r\n`);
}

/** The line that ends a link, with its reason. */
export function errorLine(reason: string): string {
  return `-ERR '${reason}'\r\n`;
}
