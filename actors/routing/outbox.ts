import { BufferPool } from "./_buffer_pool.ts";
import { copyBytes, copyView, viewOf } from "./copy.ts";
import type { Socket } from "./socket.ts";

const EMPTY = new Uint8Array(0);
const EMPTY_VIEW = viewOf(EMPTY);
const pool = new BufferPool();
/** What an outbox may hold even when all together hold too much. */
const MODEST = 64 << 10;
/** A buffer of this size is not replaced by a larger one, which takes long to fill, but followed by another. */
const WHOLE = 1 << 20;

/** How much an outbox holds. */
export interface OutboxOptions {
  /** Above this many bytes the outbox is `crowded`, until it has fallen to half. Default 1 MiB. */
  readonly highWater?: number;
  /** Bytes that all outboxes of the program may hold; while they hold more, one with a good deal in it is crowded. Default: no limit. */
  readonly maxPendingInAll?: number;
}

/** Who is told what becomes of an outbox. */
export interface OutboxOwner {
  /** A write begins; it may be taken in several pieces. */
  began?(): void;
  /** It is no longer crowded. */
  relieved(): void;
  /** A write has failed. Called once. */
  broken(error: unknown): void;
}

/**
 * Bytes on their way to one peer. What is written in a turn goes out in one write when the turn is over; while that write
 * is under way the next one gathers. There is one writer, which goes on after short writes.
 *
 * It has no limit of its own: whoever fills it looks at `buffered` and decides.
 */
export class Outbox {
  readonly #socket: Socket;
  readonly #owner: OutboxOwner;
  readonly #highWater: number;
  readonly #maxInAll: number;
  #bytes: Uint8Array<ArrayBuffer> = EMPTY;
  #view = EMPTY_VIEW;
  #run: Uint8Array | undefined = undefined;
  #runStart = 0;
  #runEnd = 0;
  #filled = 0;
  /** What is full and goes before it, and how many bytes that is. */
  readonly #full: { readonly bytes: Uint8Array<ArrayBuffer>; readonly end: number }[] = [];
  #aside = 0;
  /** Bytes of the write that is under way and not yet taken. */
  #sending = 0;
  #state: "idle" | "scheduled" | "writing" | "broken" = "idle";
  #drained: PromiseWithResolvers<void> | undefined = undefined;
  /** Whether it has risen above the high water mark and not yet fallen to half of it. */
  crowded = false;
  /** Bytes that the peer's host has taken so far. */
  taken = 0;

  /** An empty one for a socket. */
  constructor(socket: Socket, owner: OutboxOwner, options: OutboxOptions = {}) {
    this.#socket = socket;
    this.#owner = owner;
    this.#highWater = options.highWater ?? 1 << 20;
    this.#maxInAll = options.maxPendingInAll ?? Infinity;
  }

  /** Bytes that wait to be sent. */
  get buffered(): number {
    return this.#filled + this.#aside + this.#sending + (this.#run === undefined ? 0 : this.#runEnd - this.#runStart);
  }

  /** Memory that all outboxes of the program hold, in bytes. */
  get heldByAll(): number {
    return pool.held;
  }

  /** Whether a write is under way. */
  get sending(): boolean {
    return this.#sending > 0;
  }

  /**
   * Appends the bytes of `source` from `start` to `end`. They are copied by the next `settle` at the latest; parts that
   * follow each other in one source, as the lines of a chunk do, are copied as one.
   */
  append(source: Uint8Array, start: number, end: number): void {
    if (source === this.#run && start === this.#runEnd) {
      this.#runEnd = end;
      return;
    }
    this.settle();
    this.#run = source;
    this.#runStart = start;
    this.#runEnd = end;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#state !== "idle") return;
    this.#state = "scheduled";
    queueMicrotask(this.#flush);
  }

  /** Copies what has been appended and not been copied yet: from now on, its source may change. */
  settle(): void {
    const source = this.#run;
    if (source === undefined) return;
    this.#run = undefined;
    this.#copy(source, this.#runStart, this.#runEnd);
  }

  #copy(source: Uint8Array, start: number, end: number): void {
    const at = this.#reserve(end - start);
    copyBytes(source, start, end, this.#bytes, this.#view, at);
  }

  /** Appends the bytes of a view; for a few of them. */
  appendView(source: DataView, start: number, end: number): void {
    this.settle();
    const at = this.#reserve(end - start);
    copyView(source, start, end, this.#view, at);
  }

  /** Makes room for `length` bytes and counts them as written; returns where they go. */
  #reserve(length: number): number {
    if (this.#filled + length > this.#bytes.length) this.#grow(length);
    const at = this.#filled;
    const filled = at + length;
    this.#filled = filled;
    this.#schedule();
    if (this.#state === "broken") {
      // Nobody will send it; the next goes into the same place.
      this.#filled = 0;
      return at;
    }
    if (filled + this.#aside + this.#sending > this.#highWater) this.crowded = true;
    return at;
  }

  /** Resolves when all has been sent or can no longer be. */
  drained(): Promise<void> {
    if (this.#state === "idle" || this.#state === "broken") return Promise.resolve();
    return (this.#drained ??= Promise.withResolvers()).promise;
  }

  #use(bytes: Uint8Array<ArrayBuffer>): void {
    this.#bytes = bytes;
    this.#view = bytes === EMPTY ? EMPTY_VIEW : viewOf(bytes);
  }

  #grow(length: number): void {
    const size = this.#filled + length;
    // What nobody will send is nobody's share.
    if (this.#state === "broken") return this.#use(new Uint8Array(size));
    if (this.#bytes.length < WHOLE) {
      const larger = pool.take(Math.max(size, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, this.#filled));
      pool.give(this.#bytes);
      this.#use(larger);
    } else {
      this.#full.push({ bytes: this.#bytes, end: this.#filled });
      this.#aside += this.#filled;
      this.#filled = 0;
      this.#use(pool.take(Math.max(length, WHOLE)));
    }
    if (size > MODEST && pool.held > this.#maxInAll) this.crowded = true;
  }

  // One function for all of it: each one more that waits costs as much memory as a small write.
  readonly #flush = async (): Promise<void> => {
    this.#state = "writing";
    this.settle();
    try {
      while (this.#filled + this.#aside > 0) {
        const { bytes, end } = this.#next();
        this.#owner.began?.();
        try {
          for (let at = 0; at < end;) {
            this.#sending = end - at;
            const taken = await this.#socket.write(bytes.subarray(at, end));
            at += taken;
            this.taken += taken;
          }
        } finally {
          pool.give(bytes);
        }
        this.#sending = 0;
        this.#eased();
        this.settle();
      }
      this.#state = "idle";
    } catch (error) {
      this.#state = "broken";
      for (const { bytes } of this.#full.splice(0)) pool.give(bytes);
      pool.give(this.#bytes);
      this.#use(EMPTY);
      this.#filled = this.#aside = this.#sending = 0;
      this.#owner.broken(error);
    }
    this.#drained?.resolve();
    this.#drained = undefined;
  };

  /** What is to be sent next. */
  #next(): { readonly bytes: Uint8Array<ArrayBuffer>; readonly end: number } {
    const full = this.#full.shift();
    if (full !== undefined) {
      this.#aside -= full.end;
      return full;
    }
    const next = { bytes: this.#bytes, end: this.#filled };
    this.#use(EMPTY);
    this.#filled = 0;
    return next;
  }

  #eased(): void {
    if (!this.crowded || this.#filled + this.#aside > this.#highWater / 2) return;
    this.crowded = false;
    this.#owner.relieved();
  }
}
