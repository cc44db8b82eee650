import { localRef } from "../_local_ref.ts";
import type { Ref } from "../ref.ts";

/**
 * Tells a router that its members change; made by {@linkcode addMember} and {@linkcode removeMember}.
 *
 * It is told like any message and takes its place in the order of those of the same sender. No message of the routed kind
 * can be mistaken for one.
 *
 * @typeParam M the messages that the members take
 *
 * @example
 * ```ts
 * import { addMember, type Ref, type RouterCommand } from "@mailroom/mailroom/actors";
 *
 * function enlist(lines: Ref<RouterCommand<string>>, member: Ref<string>): boolean {
 *   return lines.tell(addMember(member));
 * }
 * console.log(enlist.length);
 * ```
 */
export class RouterCommand<M> {
  readonly #mark = undefined;
  /** What becomes of the member. */
  readonly type: "add" | "remove";
  /** Who. */
  readonly member: Ref<M>;

  /** Use {@linkcode addMember} or {@linkcode removeMember}. */
  constructor(type: "add" | "remove", member: Ref<M>) {
    this.type = type;
    this.member = member;
  }

  /** Whether a message is a command. It runs no code of the message. */
  static is(message: unknown): message is RouterCommand<never> {
    return typeof message === "object" && message !== null && #mark in message;
  }
}

/**
 * What a router is told to take a member in. It is the last in the row; nothing happens if it is a member already. One
 * that has ended is taken in and out again before the next message. Lost when the router restarts: members that must
 * outlast a failure of it belong into `members` or into a group.
 *
 * @throws {TypeError} when it is not the ref of an actor here
 *
 * @example
 * ```ts
 * import { addMember, removeMember, roundRobin, router, System } from "@mailroom/mailroom/actors";
 * import { Probe } from "@mailroom/mailroom/testing";
 *
 * await using system = new System();
 * const probe = new Probe<string>(system);
 * const lines = system.spawn("lines", router<string>({ strategy: roundRobin() }));
 * lines.tell(addMember(probe.ref));
 * lines.tell("hello");
 * await probe.expect("hello");
 * lines.tell(removeMember(probe.ref));
 * ```
 */
export function addMember<M>(member: Ref<M>): RouterCommand<M> {
  if (localRef(member) !== undefined) return new RouterCommand("add", member);
  throw new TypeError(`Cannot add ${member.id} to a router: it is not the ref of an actor here`);
}

/**
 * What a router is told to let a member go. Nothing happens if it is none. See {@linkcode addMember}.
 *
 * @example
 * ```ts
 * import { removeMember, roundRobin, router, System } from "@mailroom/mailroom/actors";
 * import { Probe } from "@mailroom/mailroom/testing";
 *
 * await using system = new System();
 * const a = new Probe<string>(system);
 * const b = new Probe<string>(system);
 * const lines = system.spawn("lines", router({ strategy: roundRobin(), members: [a.ref, b.ref] }));
 * lines.tell(removeMember(a.ref));
 * lines.tell("hello");
 * await b.expect("hello");
 * ```
 */
export function removeMember<M>(member: Ref<M>): RouterCommand<M> {
  return new RouterCommand("remove", member);
}
