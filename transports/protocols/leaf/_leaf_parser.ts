import { NO_QUEUES } from "../../../actors/routing/forward.ts";
import { isBlank, readEndingSize, readSize } from "../nats/_arguments.ts";
import { hashStep, TextCache } from "../nats/_text_cache.ts";
import type { LeafFault, LeafOperations, LeafParserLimits } from "./leaf_operations.ts";
import { verbOf } from "./_leaf_verbs.ts";
import { LineTokens } from "./_line_tokens.ts";
import { queuesOf } from "./_queue_lists.ts";

const LF = 0x0a;
const CR = 0x0d;
const BLANK = 0x20;
const QUEUES = 0x7c;
const REPLY_AND_QUEUES = 0x2b;
const WAITS = -1;
/** Operations in one turn: enough to share its costs, few enough that all that comes of them stays in the caches. */
const MOST = 512;
/** `LMSG `, as the nats-servers write it. */
const LMSG = [0x4c, 0x4d, 0x53, 0x47, BLANK] as const;

/** One for all links: they carry the same subjects. */
const texts = new TextCache();
const tokens = new LineTokens();

interface Awaited {
  readonly subject: string;
  readonly reply: string | undefined;
  readonly queues: readonly string[];
  readonly size: number;
  readonly headerSize: number;
}

/**
 * The leaf's side of the NATS leaf-node protocol: bytes in, operations out. It keeps no bytes: what is not complete, never
 * more than a control line or an announced payload, is left to the caller, who presents it again with more behind it.
 */
export class LeafParser {
  readonly #operations: LeafOperations;
  readonly #limits: LeafParserLimits;
  /** The message whose control line has been read and whose bytes have not all come. */
  #awaited: Awaited | undefined = undefined;
  /** How many bytes from the first that was not used have been searched for the end of a line. */
  #searched = 0;
  #dead = false;
  /** Whether the last `push` stopped because it had done enough for one turn. */
  unfinished = false;

  constructor(operations: LeafOperations, limits: LeafParserLimits) {
    this.#operations = operations;
    this.#limits = limits;
  }

  /** How many bytes must be presented, from the first that was not used, before there is something to do. */
  get wanted(): number {
    return this.#awaited === undefined ? 1 : this.#awaited.size + 2;
  }

  /** Stops parsing: the link is to end. */
  stop(): void {
    this.#dead = true;
  }

  /**
   * Takes what is complete in `bytes` from `start` on, and calls the operations.
   *
   * @returns where the first byte stands that was not used
   */
  push(bytes: Uint8Array, start = 0): number {
    const end = bytes.length;
    let at = start;
    let operations = 0;
    this.unfinished = false;
    while (at < end && !this.#dead) {
      if (++operations > MOST) {
        this.unfinished = true;
        return at;
      }
      const next = this.#awaited === undefined ? this.#command(bytes, at, end) : this.#payload(bytes, at, end, WAITS);
      if (next === WAITS) break;
      at = next;
    }
    return this.#dead ? end : at;
  }

  #command(bytes: Uint8Array, at: number, end: number): number {
    const quick = this.#quickMessage(bytes, at, end);
    if (quick !== WAITS) return quick;
    const stop = bytes.indexOf(LF, at + this.#searched);
    if ((stop < 0 ? end : stop) - at > this.#limits.maxControlLine) return this.#fault("line too long");
    if (stop < 0) {
      this.#searched = end - at;
      return WAITS;
    }
    this.#searched = 0;
    const to = stop > at && bytes[stop - 1] === CR ? stop - 1 : stop;
    let from = at;
    while (from < to && !isBlank(bytes[from]!)) from++;
    const verb = verbOf(bytes, at, from);
    while (from < to && isBlank(bytes[from]!)) from++;
    switch (verb) {
      case "LMSG":
      case "HMSG":
        return this.#message(bytes, from, to, stop + 1, verb === "HMSG");
      case "LS+":
        return this.#subscribe(bytes, from, to) ? stop + 1 : WAITS;
      case "LS-":
        return this.#unsubscribe(bytes, from, to) ? stop + 1 : WAITS;
      case "PING":
        this.#operations.ping();
        return stop + 1;
      case "PONG":
        this.#operations.pong();
        return stop + 1;
      case "INFO":
        this.#operations.info(texts.of(bytes, from, to));
        return stop + 1;
      case "-ERR":
        this.#operations.hubError(texts.of(bytes, from, to).replace(/^'(.*)'[ \t]*$/, "$1"));
        return stop + 1;
      case "+OK":
        return stop + 1;
      case undefined:
        return this.#fault("unknown operation");
    }
  }

  #subscribe(bytes: Uint8Array, from: number, to: number): boolean {
    if (!tokens.read(bytes, from, to) || (tokens.count !== 1 && tokens.count !== 3)) return this.#bad();
    const weight = tokens.count === 1 ? 1 : readSize(bytes, tokens.start(2), tokens.end(2));
    if (weight < 0) return this.#bad();
    this.#operations.subscribe(this.#text(bytes, 0), tokens.count === 1 ? undefined : this.#text(bytes, 1), weight);
    return true;
  }

  #unsubscribe(bytes: Uint8Array, from: number, to: number): boolean {
    if (!tokens.read(bytes, from, to) || (tokens.count !== 1 && tokens.count !== 2)) return this.#bad();
    this.#operations.unsubscribe(this.#text(bytes, 0), tokens.count === 1 ? undefined : this.#text(bytes, 1));
    return true;
  }

  #text(bytes: Uint8Array, index: number): string {
    return texts.of(bytes, tokens.start(index), tokens.end(index));
  }

  #bad(): false {
    this.#fault("bad arguments");
    return false;
  }

  // Messages

  #message(bytes: Uint8Array, from: number, to: number, next: number, headers: boolean): number {
    const sizes = headers ? 2 : 1;
    if (!tokens.read(bytes, from, to)) return this.#fault("bad arguments");
    // Read from the right: what stands before the sizes may be any text.
    const words = tokens.count - sizes;
    if (words < 1) return this.#fault("bad arguments");
    const last = tokens.count - 1;
    const size = readSize(bytes, tokens.start(last), tokens.end(last));
    const headerSize = headers ? readSize(bytes, tokens.start(last - 1), tokens.end(last - 1)) : 0;
    if (size < 0 || headerSize < 0 || headerSize > size) return this.#fault("bad arguments");
    if (size > this.#limits.maxPayload) return this.#fault("message too large");
    let reply: string | undefined;
    let queues = NO_QUEUES;
    if (words === 2) reply = this.#text(bytes, 1);
    else if (words > 2) {
      const both = tokens.isLetter(1, bytes, REPLY_AND_QUEUES);
      if (!both && !tokens.isLetter(1, bytes, QUEUES)) return this.#fault("bad arguments");
      if (both) reply = this.#text(bytes, 2);
      const first = both ? 3 : 2;
      if (first < words) queues = queuesOf(bytes, tokens.start(first), tokens.end(words - 1));
    }
    this.#awaited = { subject: this.#text(bytes, 0), reply, queues, size, headerSize };
    // Behind queue groups, the size and what follows look as a client's do.
    const clean = !headers && tokens.end(last) + 2 === next && bytes[next - 2] === CR;
    const wire = words > 2 && reply === undefined && clean ? tokens.start(last) : WAITS;
    const used = this.#payload(bytes, next, bytes.length, wire);
    return used === WAITS && !this.#dead ? next : used;
  }

  /**
   * Nearly all that a busy hub sends: subject, perhaps a reply, size, separated by single blanks, ended by CR LF, with all
   * the bytes there. Anything else returns `WAITS` and goes the long way.
   */
  #quickMessage(bytes: Uint8Array, begin: number, end: number): number {
    const from = begin + LMSG.length;
    if (from >= end) return WAITS;
    for (let i = 0; i < LMSG.length; i++) if (bytes[begin + i] !== LMSG[i]) return WAITS;
    let at = from;
    let hash = 0;
    let byte = 0;
    while (at < end && (byte = bytes[at]!) > BLANK) {
      hash = hashStep(hash, byte);
      at++;
    }
    if (byte !== BLANK || at === from) return WAITS;
    const subjectEnd = at++;
    const wire = at;
    let size = readEndingSize(bytes, at, end);
    let replyEnd = 0;
    if (size === undefined) {
      while (at < end && (byte = bytes[at]!) > BLANK) at++;
      if (byte !== BLANK || at === wire) return WAITS;
      replyEnd = at++;
      size = readEndingSize(bytes, at, end);
      if (size === undefined) return WAITS;
    }
    while (bytes[at] !== CR) at++;
    const start = at + 2;
    const stop = start + size;
    if (at + 1 - begin > this.#limits.maxControlLine || size > this.#limits.maxPayload || stop + 2 > end) return WAITS;
    if (bytes[stop] !== CR || bytes[stop + 1] !== LF) return WAITS;
    this.#searched = 0;
    const subject = texts.get(bytes, from, subjectEnd, hash);
    const reply = replyEnd === 0 ? undefined : texts.of(bytes, wire, replyEnd);
    this.#operations.message(subject, reply, NO_QUEUES, bytes, start, stop, 0, wire);
    return stop + 2;
  }

  #payload(bytes: Uint8Array, at: number, end: number, wire: number): number {
    const { subject, reply, queues, size, headerSize } = this.#awaited!;
    const stop = at + size;
    // A wrong end is known as soon as it is there.
    if (stop < end && bytes[stop] !== CR) return this.#fault("unknown operation");
    if (stop + 1 < end && bytes[stop + 1] !== LF) return this.#fault("unknown operation");
    if (stop + 2 > end) return WAITS;
    this.#awaited = undefined;
    this.#operations.message(subject, reply, queues, bytes, at, stop, headerSize, wire);
    return stop + 2;
  }

  #fault(fault: LeafFault): number {
    this.#dead = true;
    this.#operations.fault(fault);
    return WAITS;
  }
}
