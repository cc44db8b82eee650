import type { Context } from "../context.ts";
import { AskTimeoutError, StoppedError } from "../errors.ts";
import { failAsk } from "../_fail_ask.ts";
import { type LocalRef, localRef } from "../_local_ref.ts";
import { PendingAsk } from "../_pending_ask.ts";
import type { Ref } from "../ref.ts";

/** One question to many. It settles in the turn of the first that answers, so that every later answer is a late one. */
export class Scatter {
  readonly #router: LocalRef;
  readonly #message: { readonly replyTo: Ref<never> };
  readonly #timeout: number;
  readonly #errors: unknown[] = [];
  #waiting: PendingAsk[] = [];

  constructor(self: Context<never>, message: { readonly replyTo: Ref<never> }, timeout: number) {
    this.#router = localRef(self.ref)!;
    this.#message = message;
    this.#timeout = timeout;
  }

  ask(members: readonly Ref<never>[]): void {
    const asks = members.map((member) => this.#pending(localRef(member)!));
    this.#waiting = [...asks];
    for (const [i, member] of members.entries()) {
      const ask = asks[i]!;
      const accepted = (member as Ref<unknown>).tell({ ...this.#message, replyTo: ask });
      if (!accepted) ask.fail(new StoppedError(`Cannot ask ${member.id}: it has ended or its mailbox is full`));
    }
  }

  #pending(target: LocalRef): PendingAsk {
    const ask: PendingAsk = new PendingAsk<unknown>(
      target,
      this.#router.cell,
      this.#timeout,
      (answer) => this.#answered(answer),
      (error) => this.#failed(ask, error),
    );
    if (target.cell.limit !== 0) ask.open(undefined);
    return ask;
  }

  #answered(answer: unknown): void {
    const others = this.#waiting;
    this.#waiting = [];
    // Those that have not answered are closed; the one that has is already.
    for (const ask of others) ask.fail(undefined);
    (this.#message.replyTo as Ref<unknown>).tell(answer);
  }

  #failed(ask: PendingAsk, error: unknown): void {
    const index = this.#waiting.indexOf(ask);
    if (index === -1) return;
    this.#waiting.splice(index, 1);
    this.#errors.push(error);
    if (this.#waiting.length === 0) failAsk(this.#message, this.#refusal());
  }

  #refusal(): Error {
    const { id } = this.#router;
    const count = this.#errors.length;
    const members = `${count} ${count === 1 ? "member" : "members"}`;
    if (this.#errors.some((error) => error instanceof AskTimeoutError)) {
      return new AskTimeoutError(`Cannot get an answer from ${id} within ${this.#timeout} ms: asked ${members}`);
    }
    return new AggregateError(this.#errors, `Cannot get an answer from ${id}: asked ${members}, all failed`);
  }
}
