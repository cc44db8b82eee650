import type { Cell } from "./_cell.ts";
import type { ExitReason } from "./exit_reason.ts";
import type { LocalRef } from "./_local_ref.ts";

/** Who is to be told of an actor's end: actors, each once, and whoever holds the one promise of it. */
export class Watchers {
  readonly #cells = new Set<Cell>();
  #ended: PromiseWithResolvers<ExitReason> | undefined = undefined;

  add(watcher: Cell): void {
    this.#cells.add(watcher);
  }

  remove(watcher: Cell): void {
    this.#cells.delete(watcher);
  }

  ended(): Promise<ExitReason> {
    return (this.#ended ??= Promise.withResolvers<ExitReason>()).promise;
  }

  notify(ref: LocalRef, reason: ExitReason): void {
    for (const watcher of this.#cells) watcher.kernel.signal(watcher, { type: "terminated", ref, reason });
    this.#ended?.resolve(reason);
  }
}
