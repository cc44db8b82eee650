import { immediate } from "../_immediate.ts";
import type { Journal } from "./journal.ts";

/** Entries after which others get a turn: a long replay must not hold up the sockets. */
const SLICE = 512;

/** What a replay leads to. */
export interface Restored<S> {
  readonly state: S;
  /** The number of the last event, 0 if there is none. */
  readonly sequence: number;
  /** The number of the last event in the snapshot that it began with, 0 without one. */
  readonly snapshot: number;
}

/** The state that a journal's entries add up to. */
export async function replay<E, S>(
  journal: Journal,
  id: string,
  initial: S,
  apply: (state: S, event: E) => S,
  signal: AbortSignal,
): Promise<Restored<S>> {
  let state = initial;
  let sequence = 0;
  let snapshot = 0;
  let entries = 0;
  for await (const entry of journal.load(id)) {
    signal.throwIfAborted();
    if (entry.type === "snapshot") {
      state = entry.state as S;
      snapshot = sequence = entry.sequence;
    } else {
      if (entry.sequence !== sequence + 1) {
        throw new Error(`Cannot replay "${id}": event ${entry.sequence} follows ${sequence}, wanted ${sequence + 1}`);
      }
      state = apply(state, entry.event as E);
      sequence = entry.sequence;
    }
    if (++entries % SLICE === 0) await new Promise<void>(immediate);
  }
  signal.throwIfAborted();
  return { state, sequence, snapshot };
}
