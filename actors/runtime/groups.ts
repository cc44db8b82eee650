import type { Ref } from "./ref.ts";

/**
 * The key of a group of actors that take the same messages. Two keys with one name are the same group.
 *
 * @typeParam M the messages that every member takes
 */
export interface Group<in M> {
  /** The name by which members find each other. */
  readonly name: string;
  /** Only for the type checker. */
  readonly takes?: (message: M) => void;
}

/** Makes the key of a group. */
export function group<M>(name: string): Group<M> {
  return { name };
}

/** What a monitor of a group is told: who is in it, then everyone who comes and goes, with no gap and no repetition. */
export type GroupChange<M> =
  | { readonly type: "members"; readonly group: string; readonly members: readonly Ref<M>[] }
  | { readonly type: "joined"; readonly group: string; readonly member: Ref<M> }
  | { readonly type: "left"; readonly group: string; readonly member: Ref<M> };

/**
 * The named groups of a system, after OTP's `pg`. A group needs no making: one that nobody is in is empty. Members leave
 * when they end, before anybody can hear of their end.
 *
 * @example
 * ```ts
 * import { group, System } from "@mailroom/mailroom/actors";
 *
 * const listeners = group<string>("listeners");
 * await using system = new System();
 * const a = system.spawn("a", () => (line: string) => console.log(line));
 * system.groups.join(listeners, a);
 * for (const ref of system.groups.members(listeners)) ref.tell("hello");
 * ```
 */
export interface Groups {
  /** Adds a member. Joining n times needs n leaves. A ref whose actor has ended is not added: `false`. */
  join<M>(group: Group<M>, member: Ref<M>): boolean;
  /** Takes one joining back; `false` when there was none. */
  leave<M>(group: Group<M>, member: Ref<M>): boolean;
  /** The members at this moment, each once, in the order in which they joined. */
  members<M>(group: Group<M>): readonly Ref<M>[];
  /** Tells `monitor` who is in the group and then every change, until the monitor ends or is taken back. */
  monitor<M>(group: Group<M>, monitor: Ref<GroupChange<M>>): Disposable;
}
