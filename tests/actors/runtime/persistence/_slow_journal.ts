import { type Journal, type JournalEntry, MemoryJournal } from "../../../../actors/persistence.ts";

/** An append that waits for the test's word. */
export interface Pending {
  readonly from: number;
  readonly events: readonly unknown[];
  /** Keeps the events. */
  readonly keep: () => Promise<void>;
  /** Refuses them. */
  readonly refuse: (error: Error) => void;
}

/** A journal in memory whose every append waits until the test decides on it. */
export class SlowJournal implements Journal {
  readonly kept = new MemoryJournal();
  readonly pending: Pending[] = [];
  readonly snapshots: { readonly sequence: number; readonly state: unknown }[] = [];
  /** How the next snapshots end. */
  snapshotError: Error | undefined = undefined;

  append(id: string, from: number, events: readonly unknown[]): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const copy = structuredClone(events);
    const keep = () => this.kept.append(id, from, copy).then(resolve, reject);
    this.pending.push({ from, events: copy, keep, refuse: reject });
    return promise;
  }

  /** The oldest append that waits. */
  next(): Pending {
    const next = this.pending.shift();
    if (next === undefined) throw new Error("Expected an append, got none");
    return next;
  }

  load(id: string): AsyncIterable<JournalEntry> {
    return this.kept.load(id);
  }

  snapshot(id: string, sequence: number, state: unknown): Promise<void> {
    if (this.snapshotError !== undefined) return Promise.reject(this.snapshotError);
    this.snapshots.push({ sequence, state });
    return this.kept.snapshot(id, sequence, state);
  }

  close(): Promise<void> {
    return this.kept.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
