import type { Actor, Ref } from "../../../../actors/mod.ts";
import {
  type Journal,
  persistent,
  type PersistentContext,
  type PersistentOptions,
} from "../../../../actors/persistence.ts";

/** What a {@linkcode ledger} is told. */
export type Entry =
  | { readonly type: "add"; readonly words: readonly string[]; readonly replyTo?: Ref<readonly string[]> }
  | { readonly type: "ask"; readonly replyTo: Ref<readonly string[]> }
  | { readonly type: "do"; readonly task: (self: PersistentContext<Entry>) => unknown };

/** The words that were added, oldest first. */
export type Words = readonly string[];

/** A persistent actor that keeps words. What it acknowledges is logged: the last word and how many there are then. */
export function ledger(
  journal: Journal,
  log: string[] = [],
  options: Partial<PersistentOptions<Entry, string, Words>> = {},
): Actor<Entry> {
  return persistent<Entry, string, Words>({
    journal,
    id: "ledger",
    initial: [],
    apply(words, word) {
      if (word === "bad") throw new Error("bad word");
      return [...words, word];
    },
    command(_words, message, self) {
      switch (message.type) {
        case "add":
          return {
            events: message.words,
            committed(words) {
              log.push(`${message.words.at(-1)} ${words.length}`);
              message.replyTo?.tell(words);
            },
          };
        case "ask":
          return { committed: (words) => void message.replyTo.tell(words) };
        case "do": {
          const done = message.task(self);
          return done instanceof Promise ? done.then(() => undefined) : undefined;
        }
      }
    },
    ...options,
  });
}

/** A message that adds words. */
export function add(...words: string[]): Entry {
  return { type: "add", words };
}
