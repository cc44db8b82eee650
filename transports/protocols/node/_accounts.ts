import type { Exchange } from "../../../actors/routing/exchange.ts";
import { accountOf, accountWord } from "./encoder.ts";
import { Wishes } from "./_wishes.ts";

/** The parts of a link, one for each account that was spoken of. */
export class Accounts {
  readonly #exchange: Exchange;
  readonly #all = new Map<string, Wishes>();
  /** What was spoken of last: mostly it is the next one too. */
  #last: Wishes | undefined = undefined;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  /** The part of an account here. */
  of(exchange: Exchange): Wishes | undefined {
    return this.#last?.exchange === exchange ? this.#last : this.named(accountWord(exchange.account));
  }

  /** The part of an account by its name on the wire; `undefined`, and counted, where there is no such account here. */
  named(word: string): Wishes | undefined {
    if (this.#last?.account === word) return this.#last;
    let wishes = this.#all.get(word);
    if (wishes === undefined) {
      const name = accountOf(word);
      const exchange = name === undefined ? undefined : this.#exchange.in(name);
      if (exchange === undefined) return void this.#exchange.count("nodes_dropped_unknown_account");
      wishes = new Wishes(exchange);
      this.#all.set(word, wishes);
    }
    return this.#last = wishes;
  }
}
