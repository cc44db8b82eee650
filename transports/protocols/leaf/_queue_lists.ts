import { NO_QUEUES } from "../../../actors/routing/forward.ts";
import { TextCache } from "../nats/_text_cache.ts";

/** Lists that are kept; those in use soon come back when all are forgotten. */
const KEPT = 1 << 10;

const texts = new TextCache();
const lists = new Map<string, readonly string[]>();

/**
 * The queue groups of a control line, from the first to the end of the last. The same groups are the same array: messages
 * that follow each other are told by it to have the same receivers.
 */
export function queuesOf(bytes: Uint8Array, start: number, end: number): readonly string[] {
  if (start === end) return NO_QUEUES;
  const text = texts.of(bytes, start, end);
  let list = lists.get(text);
  if (list === undefined) {
    if (lists.size === KEPT) lists.clear();
    list = Object.freeze(text.split(/[ \t]+/));
    lists.set(text, list);
  }
  return list;
}
