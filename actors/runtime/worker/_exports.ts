import type { AdaptedRef, LocalRef } from "../_local_ref.ts";
import type { PendingAsk } from "../_pending_ask.ts";

type Door = AdaptedRef<unknown, unknown>;

interface Entry {
  readonly ref: LocalRef | Door | PendingAsk;
  /** How often it was sent. */
  sent: number;
  /** Whether it has come back, so that it may be in use here. */
  back: boolean;
}

/** What this thread is told when its tables change. */
export interface ExportsListener {
  /** An actor was exported: its end has to be told. */
  watch(ref: LocalRef): void;
  /** Nobody waits any more for an answer that was asked for. */
  forget(id: number): void;
}

/**
 * The refs of this thread that the other one has. Actors stay until they end, second doors until the other side has let
 * go of them, and where an answer is waited for until it has come or nobody waits.
 */
export class Exports {
  readonly #listener: ExportsListener;
  readonly #entries = new Map<number, Entry>();
  readonly #ids = new Map<object, number>();
  #last = 0;

  constructor(listener: ExportsListener) {
    this.#listener = listener;
  }

  /** How many there are. */
  get size(): number {
    return this.#entries.size;
  }

  get(id: number): Entry["ref"] | undefined {
    return this.#entries.get(id)?.ref;
  }

  /** The number of an actor. */
  actor(ref: LocalRef): number {
    const known = this.#ids.get(ref);
    if (known !== undefined) return known;
    this.#listener.watch(ref);
    return this.#add(ref);
  }

  /** The number of a second door, which is sent once more. */
  door(ref: Door): number {
    const id = this.#ids.get(ref) ?? this.#add(ref);
    this.#entries.get(id)!.sent++;
    return id;
  }

  /** The number of a place where an answer is waited for. */
  answer(ask: PendingAsk): number {
    const known = this.#ids.get(ask);
    if (known !== undefined) return known;
    const id = this.#add(ask);
    const before = ask.settled;
    ask.settled = () => {
      before?.();
      if (this.#drop(id)) this.#listener.forget(id);
    };
    return id;
  }

  /** Takes out what has ended, is answered or was let go of. */
  take(id: number): Entry["ref"] | undefined {
    const ref = this.get(id);
    this.#drop(id);
    return ref;
  }

  /** The other side has let go of a door that it was sent so many times; it may be on its way once more. */
  release(id: number, times: number): void {
    const entry = this.#entries.get(id);
    if (entry !== undefined && (entry.sent -= times) <= 0) this.#drop(id);
  }

  idOf(ref: object): number | undefined {
    return this.#ids.get(ref);
  }

  /** What comes back under its number. */
  handBack(id: number): Entry["ref"] | undefined {
    const entry = this.#entries.get(id);
    if (entry === undefined) return undefined;
    entry.back = true;
    return entry.ref;
  }

  /** Takes out everything; returns what has never come back. */
  clear(): Entry["ref"][] {
    const refs = [...this.#entries.values()].filter((entry) => !entry.back).map((entry) => entry.ref);
    this.#entries.clear();
    this.#ids.clear();
    return refs;
  }

  #add(ref: Entry["ref"]): number {
    const id = ++this.#last;
    this.#entries.set(id, { ref, sent: 0, back: false });
    this.#ids.set(ref, id);
    return id;
  }

  #drop(id: number): boolean {
    const entry = this.#entries.get(id);
    if (entry === undefined) return false;
    this.#ids.delete(entry.ref);
    return this.#entries.delete(id);
  }
}
