import type { Ref } from "../runtime/ref.ts";
import type { ConnectionMessage } from "./messages.ts";

const EMPTY = new Uint8Array(0);

/** What a {@linkcode Publication} may have besides subject and bytes. */
export interface PublicationOptions {
  /** Where answers go. */
  readonly reply?: string | undefined;
  /** How many of the bytes, counted from the first, are a header block. Default 0. */
  readonly headerSize?: number;
  /**
   * How many bytes behind the payload, in the same buffer, are the line end with which it came. They are not part of the
   * message; who speaks in lines sends them on, so that lines pass untouched. Default 0.
   */
  readonly tail?: number;
  /** Who published it; `undefined` for somebody who is no connection. */
  readonly from?: Ref<ConnectionMessage> | undefined;
  /** Whether the publisher hears it too, if it subscribes to the subject. Default `true`. */
  readonly echo?: boolean;
  /** Whether the publisher wants to know when nobody got it. Default `false`. */
  readonly receipt?: boolean;
  /**
   * Where in the buffer the end of a NATS control line begins that describes just these bytes: the reply, if there is
   * one, and the size, up to the bytes themselves, which CR LF follows. -1, the default, where there is no such thing.
   */
  readonly wire?: number;
  /**
   * Set where it comes from a linked server, and goes to no other: the queue groups of which one member here is to get it.
   * Publications with the very same array may travel together. Default: it was published here.
   */
  readonly queues?: readonly string[] | undefined;
  /** Whether it comes from a linked server for the members of `queues` alone. Default `false`. */
  readonly only?: boolean;
}

/**
 * One routed message. It is made once and shared by all its receivers, and is never changed.
 *
 * Its bytes are a piece of the buffer that its publisher read from the network: whoever keeps it longer than the turn in
 * which it was received copies what it needs.
 */
export class Publication {
  /** Tells it from other messages of the router. */
  readonly type = "publish";
  /** What it is about: tokens separated by dots. */
  readonly subject: string;
  /** Where answers go. */
  readonly reply: string | undefined;
  /** Holds headers and payload from `start` to `end`, and the line end behind. */
  readonly buffer: Uint8Array;
  /** Where headers, or else the payload, begin. */
  readonly start: number;
  /** Where the payload ends. */
  readonly end: number;
  /** Bytes of headers at `start`. */
  readonly headerSize: number;
  /** Bytes of the line end at `end`. */
  readonly tail: number;
  /** Who published it. */
  readonly from: Ref<ConnectionMessage> | undefined;
  /** Whether the publisher hears it too. */
  readonly echo: boolean;
  /** Whether the publisher wants to know when nobody got it. */
  readonly receipt: boolean;
  /** Where the end of a NATS control line for these bytes begins in the buffer, or -1. */
  readonly wire: number;
  /** Where it comes from a linked server: the queue groups of which one member here is to get it. */
  readonly queues: readonly string[] | undefined;
  /** Whether it is for the members of `queues` alone. */
  readonly only: boolean;

  /** Makes a publication of the bytes of `buffer` from `start` to `end`; copies nothing. */
  constructor(subject: string, buffer: Uint8Array, start: number, end: number, options: PublicationOptions = {}) {
    this.subject = subject;
    this.buffer = buffer;
    this.start = start;
    this.end = end;
    this.reply = options.reply;
    this.headerSize = options.headerSize ?? 0;
    this.tail = options.tail ?? 0;
    this.from = options.from;
    this.echo = options.echo ?? true;
    this.receipt = options.receipt ?? false;
    this.wire = options.wire ?? -1;
    this.queues = options.queues;
    this.only = options.only ?? false;
  }

  /** Bytes of headers and payload. */
  get size(): number {
    return this.end - this.start;
  }

  /** The payload without headers: a view, made when asked for. */
  get payload(): Uint8Array {
    return this.buffer.subarray(this.start + this.headerSize, this.end);
  }

  /** The header block: a view; empty where there is none. */
  get headers(): Uint8Array {
    return this.headerSize === 0 ? EMPTY : this.buffer.subarray(this.start, this.start + this.headerSize);
  }

  /** The same with bytes of its own, for whoever keeps it. */
  kept(): Publication {
    const bytes = this.buffer.slice(this.start, this.end + this.tail);
    return new Publication(this.subject, bytes, 0, this.size, { ...this, wire: -1 });
  }
}
