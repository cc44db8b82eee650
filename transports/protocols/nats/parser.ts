import { argumentsEnd, hasLineEnd, isBlank, readArguments, readEndingSize, readSize } from "./_arguments.ts";
import type { Arguments } from "./_arguments.ts";
import type { Fault, Operations, ParserLimits } from "./operations.ts";
import { hashStep, TextCache } from "./_text_cache.ts";
import { type Verb, verbAt, VERBS } from "./_verbs.ts";

const LF = 0x0a;
const CR = 0x0d;
const BLANK = 0x20;
const WAITS = -1;
/** Operations in one turn: enough to share its costs, few enough that all that comes of them stays in the caches. */
const MOST = 512;
/** How many others a subscription counts for, or its end: the table is changed for it, and matches are found anew. */
const SUBSCRIPTION = 32;

/** One for all: the same subjects come from many clients, and a silent client costs nothing. */
const texts = new TextCache();
const args: Arguments = { starts: new Int32Array(5), ends: new Int32Array(5), count: 0 };

/**
 * The server's side of the NATS client protocol: bytes in, operations out. It keeps no bytes: what is not complete, never
 * more than a control line or an announced payload, is left to the caller, who presents it again with more behind it.
 *
 * The rules are those of nats-server 2.9 (`server/parser.go`), odd corners included, because clients were tested with it.
 */
export class NatsParser {
  readonly #operations: Operations;
  readonly #limits: ParserLimits;
  /** The publication whose control line has been read and whose bytes have not all come. */
  #awaited: { subject: string; reply: string | undefined; size: number; headerSize: number } | undefined = undefined;
  /** The verb that has been read, with the blanks behind it, of a command that is not complete. */
  #verb: Verb | undefined = undefined;
  /** Where the first byte stands that must be presented again, if there is such a verb. */
  #left = 0;
  #dead = false;
  #operated = 0;
  /** Whether the last `push` stopped because it had done enough for one turn, or was held. */
  unfinished = false;
  /** Set by an operation after which nothing may be parsed until it is reset. */
  held = false;

  constructor(operations: Operations, limits: ParserLimits) {
    this.#operations = operations;
    this.#limits = limits;
  }

  /** How many bytes must be presented, from the first that was not used, before there is something to do. */
  get wanted(): number {
    return this.#awaited === undefined ? 1 : this.#awaited.size + 2;
  }

  /** Stops parsing: the connection is to end. */
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
    this.#operated = 0;
    this.unfinished = false;
    while (at < end && !this.#dead) {
      if (this.held || ++this.#operated > MOST) {
        this.unfinished = true;
        return at;
      }
      const next = this.#awaited === undefined ? this.#command(bytes, at, end) : this.#payload(bytes, at, end);
      if (next === WAITS) {
        if (this.#verb !== undefined) at = this.#left;
        break;
      }
      at = next;
    }
    return this.#dead ? end : at;
  }

  #command(bytes: Uint8Array, at: number, end: number): number {
    let verb = this.#verb;
    let from = at;
    if (verb === undefined) {
      const found = verbAt(bytes, at, end);
      if (found === undefined) return WAITS;
      if (found === "unknown") return this.#fault("unknown-operation");
      from = at + found.length;
      if (found.blanks === "wanted") {
        if (from === end) return WAITS;
        if (!isBlank(bytes[from]!)) return this.#fault("unknown-operation");
      }
      verb = found;
    }
    if (verb.blanks === "ignored") return this.#plain(verb, bytes, from, end);
    while (from < end && isBlank(bytes[from]!)) from++;
    if (verb === VERBS.PUB) {
      const quick = this.#quickPublish(bytes, from, end);
      if (quick !== WAITS) {
        this.#verb = undefined;
        return quick;
      }
    }
    return from === end ? this.#more(verb, end) : this.#line(verb, bytes, from, end);
  }

  /** What follows a verb without arguments is thrown away, however much it is. */
  #plain(verb: Verb, bytes: Uint8Array, from: number, end: number): number {
    const stop = bytes.indexOf(LF, from);
    if (stop < 0) return this.#more(verb, end);
    this.#verb = undefined;
    if (verb === VERBS.PING) this.#operations.ping();
    else if (verb === VERBS.PONG) this.#operations.pong();
    return stop + 1;
  }

  /** Waits for more of a command; all before `left` has been used. */
  #more(verb: Verb, left: number): number {
    this.#verb = verb;
    this.#left = left;
    return WAITS;
  }

  #line(verb: Verb, bytes: Uint8Array, from: number, end: number): number {
    // The first byte of the arguments is never taken for the end of the line, as in the original.
    const stop = bytes.indexOf(LF, from + 1);
    if (stop < 0) return this.#partial(verb, bytes, from, end);
    this.#verb = undefined;
    const to = argumentsEnd(bytes, from, stop);
    if (to - from > this.#limits.maxControlLine) return this.#fault("line-too-long");
    this.#withArguments(verb, bytes, from, to);
    return stop + 1;
  }

  /** A line that has no end yet is watched all the same. */
  #partial(verb: Verb, bytes: Uint8Array, from: number, end: number): number {
    if (argumentsEnd(bytes, from, end) - from > this.#limits.maxControlLine) return this.#fault("line-too-long");
    return this.#more(verb, from);
  }

  #withArguments(verb: Verb, bytes: Uint8Array, from: number, to: number): void {
    switch (verb.name) {
      case "PUB":
      case "HPUB":
        return this.#publish(bytes, from, to, verb.name === "HPUB");
      case "SUB":
        return this.#subscribe(bytes, from, to);
      case "UNSUB":
        return this.#unsubscribe(bytes, from, to);
      case "CONNECT":
        return this.#operations.connect(texts.of(bytes, from, to));
      case "INFO":
        return this.#operations.info(texts.of(bytes, from, to));
      case "-ERR":
        return this.#operations.clientError();
    }
  }

  #subscribe(bytes: Uint8Array, from: number, to: number): void {
    this.#operated += SUBSCRIPTION - 1;
    const { starts, ends, count } = readArguments(args, bytes, from, to);
    if (count !== 2 && count !== 3) return void this.#fault("bad-arguments");
    const queue = count === 3 ? texts.of(bytes, starts[1]!, ends[1]!) : undefined;
    const sid = texts.of(bytes, starts[count - 1]!, ends[count - 1]!);
    this.#operations.subscribe(texts.of(bytes, starts[0]!, ends[0]!), queue, sid);
  }

  #unsubscribe(bytes: Uint8Array, from: number, to: number): void {
    this.#operated += SUBSCRIPTION - 1;
    const { starts, ends, count } = readArguments(args, bytes, from, to);
    if (count !== 1 && count !== 2) return void this.#fault("bad-arguments");
    const max = count === 2 ? readSize(bytes, starts[1]!, ends[1]!) : 0;
    this.#operations.unsubscribe(texts.of(bytes, starts[0]!, ends[0]!), Math.max(0, max));
  }

  // Publishing

  #publish(bytes: Uint8Array, from: number, to: number, headers: boolean): void {
    const { starts, ends, count } = readArguments(args, bytes, from, to);
    const sizes = headers ? 2 : 1;
    const counted = count === 1 + sizes || count === 2 + sizes;
    // A line end in a subject would go out to others.
    if (!counted || hasLineEnd(bytes, from, to)) return void this.#fault("bad-arguments");
    const size = readSize(bytes, starts[count - 1]!, ends[count - 1]!);
    const headerSize = headers ? readSize(bytes, starts[count - 2]!, ends[count - 2]!) : 0;
    if (size < 0 || headerSize < 0 || headerSize > size) return void this.#fault("bad-arguments");
    const subject = texts.of(bytes, starts[0]!, ends[0]!);
    const reply = count === 2 + sizes ? texts.of(bytes, starts[1]!, ends[1]!) : undefined;
    if (this.#operations.announce(subject, size, headers)) this.#awaited = { subject, reply, size, headerSize };
    else this.#dead = true;
  }

  /**
   * Nearly all that a busy client sends: subject, perhaps a reply, size, separated by single blanks, ended by CR LF, with
   * all the bytes there. Anything else returns `WAITS` and goes the long way.
   */
  #quickPublish(bytes: Uint8Array, from: number, end: number): number {
    let at = from;
    let hash = 0;
    let byte = 0;
    while (at < end && (byte = bytes[at]!) > BLANK) {
      hash = hashStep(hash, byte);
      at++;
    }
    if (byte !== BLANK) return WAITS;
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
    if (at - from > this.#limits.maxControlLine || stop + 2 > end) return WAITS;
    if (bytes[stop] !== CR || bytes[stop + 1] !== LF) return WAITS;
    const subject = texts.get(bytes, from, subjectEnd, hash);
    const reply = replyEnd === 0 ? undefined : texts.of(bytes, wire, replyEnd);
    if (!this.#operations.announce(subject, size, false)) {
      this.#dead = true;
      return end;
    }
    this.#operations.publish(subject, reply, bytes, start, stop, 0, wire);
    return stop + 2;
  }

  #payload(bytes: Uint8Array, at: number, end: number): number {
    const { subject, reply, size, headerSize } = this.#awaited!;
    const stop = at + size;
    // A wrong end is known as soon as it is there.
    if (stop < end && bytes[stop] !== CR) return this.#fault("unknown-operation");
    if (stop + 1 < end && bytes[stop + 1] !== LF) return this.#fault("unknown-operation");
    if (stop + 2 > end) return WAITS;
    this.#awaited = undefined;
    this.#operations.publish(subject, reply, bytes, at, stop, headerSize, -1);
    return stop + 2;
  }

  #fault(fault: Fault): number {
    this.#dead = true;
    this.#operations.fault(fault);
    return WAITS;
  }
}
