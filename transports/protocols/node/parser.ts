import { NO_QUEUES } from "../../../actors/routing/forward.ts";
import { isPattern } from "../../../actors/routing/subjects/subject.ts";
import { readEndingSize } from "../nats/_arguments.ts";
import { textOf } from "../nats/_text.ts";
import { hashStep, TextCache } from "../nats/_text_cache.ts";
import { MOST_PAYLOAD } from "./encoder.ts";
import { Extended } from "./_extended.ts";
import type { Frames } from "./frames.ts";

const LF = 0x0a;
const CR = 0x0d;
const BLANK = 0x20;
const MESSAGE = 0x4d;
const EXTENDED = 0x58;
const WAITS = -1;
/** Frames in one turn: enough to share its costs, few enough that all that comes of them stays in the caches. */
const MOST = 512;
/** The longest line of who has not been let in, in bytes, and that of a node. */
const LONGEST_OPENING = 4_096;
const LONGEST = 1 << 20;
/** More members of a group are counted as so many. */
const MOST_MEMBERS = 999_999_999;

/** One for all: every link tells of the same subjects. */
const texts = new TextCache();
const extended = new Extended();

/**
 * The bytes of another node in, frames out. It keeps no bytes: a frame that is not complete is left to the caller, who
 * presents it again with more behind it.
 */
export class NodeParser {
  readonly #frames: Frames;
  #dead = false;
  /** Bytes of an unfinished line that have been looked through. */
  #scanned = 0;
  /** The last list of queue groups and the text that it was made from: the same one comes again and again. */
  #queuesText = "";
  #queues: readonly string[] = NO_QUEUES;
  /** Whether the other node has been let in: before, there are only lines, and short ones. */
  open = false;
  /** Whether the last `consume` stopped because it had done enough for one turn. */
  unfinished = false;
  /** How many bytes must be presented, from the first that was not used, before there is something to do. */
  wanted = 1;

  constructor(frames: Frames) {
    this.#frames = frames;
  }

  /** Stops parsing: the link is to end. */
  stop(): void {
    this.#dead = true;
  }

  /**
   * Takes what is complete in `bytes` from `start` on.
   *
   * @returns where the first byte stands that was not used
   */
  consume(bytes: Uint8Array, start: number): number {
    this.unfinished = false;
    if (this.#dead) return bytes.length;
    if (bytes.length - start < this.wanted) return start;
    this.wanted = 1;
    let at = start;
    for (let frames = 0; at < bytes.length; frames++) {
      if (frames === MOST) {
        this.unfinished = true;
        return at;
      }
      const next = this.#frame(bytes, at);
      if (this.#dead) return bytes.length;
      if (next === WAITS) break;
      at = next;
    }
    return at;
  }

  #frame(bytes: Uint8Array, at: number): number {
    if (this.open && bytes[at] === MESSAGE && bytes[at + 1] === BLANK) {
      this.#scanned = 0;
      return this.#message(bytes, at);
    }
    const stop = bytes.indexOf(LF, at + this.#scanned);
    const longest = this.open ? LONGEST : LONGEST_OPENING;
    if ((stop < 0 ? bytes.length : stop) - at > longest + 1) return this.#fault(`a line of more than ${longest} bytes`);
    if (stop < 0) {
      this.#scanned = bytes.length - at;
      return WAITS;
    }
    this.#scanned = 0;
    if (stop === at || bytes.indexOf(CR, at) !== stop - 1) return this.#fault("a line without CR LF at its end");
    if (this.open && bytes[at] === EXTENDED && bytes[at + 1] === BLANK) return this.#extended(bytes, at, stop);
    this.#line(textOf(bytes.subarray(at, stop - 1)));
    return stop + 1;
  }

  #line(line: string): void {
    const blank = line.indexOf(" ");
    const verb = blank < 0 ? line : line.slice(0, blank);
    const rest = blank < 0 ? "" : line.slice(blank + 1);
    if (verb === "-ERR") return this.#frames.refused(rest.replace(/^'(.*)'$/, "$1"));
    if (!this.open) return this.#frames.opening(line);
    switch (verb) {
      case "PING":
        return this.#frames.ping();
      case "PONG":
        return this.#frames.pong();
      case "PEERS":
        return this.#frames.peers(rest);
      case "S+":
      case "S-":
        return this.#interest(verb === "S+", rest.split(" "));
    }
    this.#fault(`${JSON.stringify(verb.slice(0, 16))}, which begins no frame`);
  }

  /** `account subject [queue [count]]`: the count only where somebody wants it. */
  #interest(wanted: boolean, [account = "", subject = "", queue, count, ...more]: readonly string[]): void {
    const counted = wanted && queue !== undefined;
    const members = !wanted ? 0 : !counted ? 1 : /^[1-9]\d{0,8}$/.test(count ?? "") ? Number(count) : -1;
    const well = account !== "" && isPattern(subject) && queue !== "" && more.length === 0 && members >= 0 &&
      (count !== undefined) === counted;
    if (!well) return void this.#fault("an interest that is none");
    this.#frames.wish(account, subject, queue, Math.min(members, MOST_MEMBERS));
  }

  // Messages

  /** `M account subject [reply] size`: nearly all that nodes have to say to each other. */
  #message(bytes: Uint8Array, begin: number): number {
    let at = begin + 2;
    let byte = 0;
    let hash = 0;
    while ((byte = bytes[at]!) > BLANK || isOdd(byte)) {
      hash = hashStep(hash, byte);
      at++;
    }
    if (byte !== BLANK) return this.#brokenOff(bytes, begin, at);
    const account = texts.get(bytes, begin + 2, at, hash);
    const from = ++at;
    hash = 0;
    while ((byte = bytes[at]!) > BLANK || isOdd(byte)) {
      hash = hashStep(hash, byte);
      at++;
    }
    if (byte !== BLANK || at === from) return this.#brokenOff(bytes, begin, at);
    const subject = texts.get(bytes, from, at, hash);
    const wire = ++at;
    let reply: string | undefined = undefined;
    let size = readEndingSize(bytes, at, bytes.length);
    if (size === undefined) {
      while (bytes[at]! > BLANK || isOdd(bytes[at]!)) at++;
      if (bytes[at] !== BLANK || at === wire) return this.#brokenOff(bytes, begin, at);
      reply = texts.of(bytes, wire, at);
      size = readEndingSize(bytes, ++at, bytes.length);
      if (size === undefined) {
        while (bytes[at]! > BLANK || isOdd(bytes[at]!)) at++;
        return this.#brokenOff(bytes, begin, at);
      }
    }
    while (bytes[at] !== CR) at++;
    const start = at + 2;
    const end = this.#payload(bytes, begin, start, size);
    if (end === WAITS) return WAITS;
    this.#frames.message(account, subject, reply, bytes, start, end, 0, wire, NO_QUEUES, false);
    return end + 2;
  }

  /** A line that ends at `at` before it should: it is not all there yet, or it is wrong. */
  #brokenOff(bytes: Uint8Array, begin: number, at: number): number {
    if (at - begin > LONGEST) return this.#fault(`a line of more than ${LONGEST} bytes`);
    if (at >= bytes.length || (bytes[at] === CR && at + 1 === bytes.length)) return WAITS;
    return this.#fault("a message that is none");
  }

  /** `X account subject bits headersize size [reply] [queue ...]`: with headers, or for members of queue groups. */
  #extended(bytes: Uint8Array, begin: number, stop: number): number {
    if (!extended.read(texts, bytes, begin + 2, stop - 1)) return this.#fault("a message that is none");
    const { account, subject, reply, only, headerSize, size } = extended;
    const start = stop + 1;
    const end = this.#payload(bytes, begin, start, size);
    if (end === WAITS) return WAITS;
    this.#frames.message(
      account,
      subject,
      reply,
      bytes,
      start,
      end,
      headerSize,
      -1,
      this.#queuesOf(extended.queues),
      only,
    );
    return end + 2;
  }

  /** Where so many bytes from `start` on end; `WAITS` where they are not there yet, with the line end behind them. */
  #payload(bytes: Uint8Array, begin: number, start: number, size: number): number {
    if (size > MOST_PAYLOAD) return this.#fault(`a message of more than ${MOST_PAYLOAD} bytes`);
    const end = start + size;
    if (end + 2 > bytes.length) {
      this.wanted = end + 2 - begin;
      return WAITS;
    }
    if (bytes[end] !== CR || bytes[end + 1] !== LF) return this.#fault("a message longer than it says");
    return end;
  }

  /** The very same list for the same groups, because publications that share it can travel together. */
  #queuesOf(text: string): readonly string[] {
    if (text === "") return NO_QUEUES;
    if (text !== this.#queuesText) {
      this.#queuesText = text;
      this.#queues = text.split(" ");
    }
    return this.#queues;
  }

  #fault(text: string): number {
    this.#dead = true;
    this.#frames.fault(text);
    return WAITS;
  }
}

/** Whether a byte up to the blank is part of a word all the same: NATS clients may use nearly any byte in a subject. */
function isOdd(byte: number): boolean {
  return byte < BLANK && byte !== CR && byte !== LF;
}
