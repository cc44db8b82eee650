import type { Handler, Signal } from "../actor.ts";
import type { Context } from "../context.ts";
import { StoppedError } from "../errors.ts";
import { failAsk } from "../_fail_ask.ts";
import type { Group, GroupChange } from "../groups.ts";
import { localRef } from "../_local_ref.ts";
import type { Ref } from "../ref.ts";
import { NewsRef } from "./_news.ts";
import { RouterCommand } from "./router_command.ts";
import type { Route, RoutingStrategy } from "./strategy.ts";

/** One incarnation of a router: who its members are. Whom a message goes to is for the strategy to say. */
export class Router<M> implements Handler<M | RouterCommand<M>> {
  readonly #self: Context<M | RouterCommand<M>>;
  readonly #route: Route<M>;
  #members: readonly Ref<M>[] = [];
  #monitoring: Disposable | undefined = undefined;

  constructor(self: Context<M | RouterCommand<M>>, strategy: RoutingStrategy<M>) {
    this.#self = self;
    this.#route = strategy(self);
  }

  /** Takes a member in and watches it: its end comes before the next message. */
  add(member: Ref<M>): void {
    if (this.#members.includes(member)) return;
    this.#self.watch(member);
    this.#members = [...this.#members, member];
  }

  /** Lets a member go. */
  remove(member: Ref<M>): void {
    if (!this.#members.includes(member)) return;
    this.#members = this.#members.filter((other) => other !== member);
    const actor = localRef(member);
    // The actor may be a member by another ref as well.
    if (!this.#members.some((other) => localRef(other) === actor)) this.#self.unwatch(member);
  }

  /** Takes in who is in a group, and keeps up with it. */
  follow(group: Group<M>): void {
    const { groups } = this.#self.system;
    // What the monitor is told first waits behind mail that wants members already.
    for (const member of groups.members(group)) this.add(member);
    this.#monitoring = groups.monitor(group, new NewsRef<GroupChange<M>>(this.#self, (change) => this.#hear(change)));
  }

  receive(message: M | RouterCommand<M>): void {
    if (RouterCommand.is(message)) this.#obey(message as RouterCommand<M>);
    else if (this.#members.length !== 0) this.#route(message as M, this.#members);
    else this.#nobody(message as M);
  }

  signal(signal: Signal): boolean {
    if (signal.type !== "terminated") return false;
    const left = this.#members.filter((member) => localRef(member) !== signal.ref);
    if (left.length === this.#members.length) return false;
    this.#members = left;
    return true;
  }

  stopped(): void {
    this.#monitoring?.[Symbol.dispose]();
  }

  #obey({ type, member }: RouterCommand<M>): void {
    if (type === "add") this.add(member);
    else this.remove(member);
  }

  #hear(change: GroupChange<M>): void {
    if (change.type === "joined") this.add(change.member);
    else if (change.type === "left") this.remove(change.member);
  }

  #nobody(message: M): void {
    const { ref } = this.#self;
    localRef(ref)?.cell.kernel.deadLetter(ref, "unhandled", message);
    failAsk(message, new StoppedError(`Cannot route a message of ${ref.id}: it has no members`));
  }
}
