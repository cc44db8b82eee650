/**
 * An actor's messages to itself, later. Each has a key: setting a key again cancels what it was set for, and a tick that
 * is in the mailbox already is then never delivered. Ticks are ordinary messages, in order with all others. All timers
 * end with the incarnation.
 *
 * @typeParam M the actor's messages
 *
 * @example
 * ```ts
 * import { type Actor, System } from "@mailroom/mailroom/actors";
 * import { ManualClock, Probe } from "@mailroom/mailroom/testing";
 *
 * const clock = new ManualClock();
 * await using system = new System({ clock });
 * const probe = new Probe<string>(system);
 * const reminder: Actor<string> = (self) => {
 *   self.timers.after("tea", 180_000, "tea is ready");
 *   return (message) => void probe.ref.tell(message);
 * };
 * system.spawn("reminder", reminder);
 * await clock.advance(180_000);
 * await probe.expect("tea is ready");
 * ```
 */
export interface Timers<M> {
  /** Once, `delay` milliseconds from now. */
  after(key: string, delay: number, message: M): void;
  /** Again and again, `delay` milliseconds after the last tick was handled. */
  fixedDelay(key: string, delay: number, message: M): void;
  /**
   * Again and again, at whole multiples of `period` milliseconds from now. At most one tick waits in the mailbox: those
   * that come while the actor is behind are left out, not made up for.
   */
  fixedRate(key: string, period: number, message: M): void;
  /** Cancels a key; nothing happens if it is not set. */
  cancel(key: string): void;
  /** Whether a key is set. A key set by `after` is so until its message is handled. */
  has(key: string): boolean;
}
