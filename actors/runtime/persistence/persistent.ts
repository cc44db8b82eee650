import type { Actor } from "../actor.ts";
import { checkOptions, type PersistentOptions } from "./persistent_options.ts";
import { Recorder } from "./_recorder.ts";
import { replay } from "./_replay.ts";

/**
 * An actor whose state outlives it: what happens to it is kept as events, and each start replays them.
 *
 * A message is decided on by `command`, which returns events and what to do when they are kept. The events are applied
 * at once, so that the next message finds the new state; whatever others see of it waits in `committed` until the
 * journal has them. Events of many commands go into the journal together: those of one turn, and all that come while the
 * journal is at work. So throughput does not depend on how long one append takes, and answers do.
 *
 * Guaranteed, whatever ends the actor, also `kill -9` and, as far as the journal goes, the loss of power:
 * - Events whose `committed` was called are found again by the next start, each once, in their order.
 * - The state after a replay is that of a prefix of all events: what was never acknowledged may be there or not, but
 *   never without what came before it, and of one command either all events or none.
 *
 * Not guaranteed: that `committed` is called for everything that is kept. The actor may end in between; whoever asked
 * then does not know, and asks again. Commands that must not be done twice carry an id that `command` looks for.
 *
 * If the journal refuses events the actor fails, nothing that they led to is acknowledged, and the questions among the
 * commands that waited for it are answered with the journal's error. A restart begins with what the journal has. That is
 * also what happens to the slower of two that write under one id. A snapshot that cannot be written is published as a
 * `failed` event, and harms nothing.
 *
 * When it stops, or fails by itself, the actor first sees its events kept and acknowledged; a kill does not wait. What
 * was told to it while it replays waits in its mailbox.
 *
 * @param options see {@linkcode PersistentOptions}
 * @throws {RangeError} when an option is out of range
 *
 * @example
 * ```ts
 * import { ask, type Ref, System } from "@mailroom/mailroom/actors";
 * import { MemoryJournal, persistent } from "@mailroom/mailroom/persistence";
 * import { assertEquals } from "@std/assert";
 *
 * type Command = { type: "deposit"; amount: number; replyTo: Ref<number> } | { type: "balance"; replyTo: Ref<number> };
 * type Deposited = { readonly amount: number };
 *
 * await using journal = new MemoryJournal();
 * const account = persistent({
 *   journal,
 *   id: "account-1",
 *   initial: 0,
 *   apply: (balance: number, event: Deposited) => balance + event.amount,
 *   command: (_balance, message: Command) => ({
 *     events: message.type === "deposit" ? [{ amount: message.amount }] : [],
 *     committed: (balance) => message.replyTo.tell(balance),
 *   }),
 * });
 *
 * await using system = new System();
 * const first = system.spawn(account);
 * assertEquals(await ask(first, { type: "deposit", amount: 5 }), 5);
 * system.stop(first);
 * await system.stopped(first);
 * assertEquals(await ask(system.spawn(account), { type: "balance" }), 5);
 * ```
 */
export function persistent<M, E, S>(options: PersistentOptions<M, E, S>): Actor<M> {
  const { journal, id, initial, snapshotEvery = Infinity, maxUncommitted = 1_024 } = options;
  checkOptions(id, snapshotEvery, maxUncommitted);
  return async (self) => {
    const restored = await replay<E, S>(
      journal,
      id,
      initial,
      (state, event) => options.apply(state, event),
      self.signal,
    );
    const recorder = new Recorder(self, options, { snapshotEvery, maxUncommitted }, restored);
    options.recovered?.(restored.state, self);
    return {
      receive(message) {
        const effect = options.command(recorder.state, message, self);
        if (effect instanceof Promise) return effect.then((effect) => recorder.take(message, effect));
        return recorder.take(message, effect);
      },
      signal: (signal) => options.signal === undefined ? false : options.signal(signal, recorder.state, self),
      stopped: (reason) => recorder.close(reason),
    };
  };
}
