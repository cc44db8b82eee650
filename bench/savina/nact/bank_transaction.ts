import { check } from "../_check.ts";
import type { Extra } from "../_extra.ts";
import { nextTransfer } from "../_problems.ts";
import { PseudoRandom } from "../_random.ts";
import type { Sizes } from "../_sizes.ts";
import { dispatch, inSystem, type Ref, spawn, stop } from "./_nact.ts";

type Credit = { type: "credit"; amount: number; target: Ref<ToAccount>; teller: Ref<ToTeller> };
type Debit = { type: "debit"; amount: number; replyTo: Ref<ToAccount> };
type ToAccount = Credit | Debit | { type: "reply" } | { type: "stop" };
type ToTeller = { type: "start" } | { type: "reply" };
type Account = { balance: number; teller: Ref<ToTeller> | undefined; readonly stash: (Credit | Debit)[] };

export const name = "bank_transaction";

/** The stash variant: an account that waits for a reply stashes what else it is told. */
export async function run(size: Sizes["bank_transaction"]): Promise<Extra> {
  let money = 0;
  let ended = 0;
  let replies = 0;
  await inSystem<void>((system, done) => {
    const apply = (state: Account, message: Credit | Debit, self: Ref<ToAccount>) => {
      if (message.type === "debit") {
        state.balance += message.amount;
        dispatch(message.replyTo, { type: "reply" });
      } else {
        state.balance -= message.amount;
        state.teller = message.teller;
        dispatch(message.target, { type: "debit", amount: message.amount, replyTo: self });
      }
    };
    const account = (state: Account, message: ToAccount, self: { self: Ref<ToAccount> }): Account => {
      switch (message.type) {
        case "credit":
        case "debit":
          if (state.teller === undefined) apply(state, message, self.self);
          else state.stash.push(message);
          break;
        case "reply":
          dispatch(state.teller!, { type: "reply" });
          state.teller = undefined;
          while (state.teller === undefined && state.stash.length > 0) apply(state, state.stash.shift()!, self.self);
          break;
        case "stop":
          money += state.balance;
          stop(self.self);
          if (++ended === size.accounts) done();
          break;
      }
      return state;
    };
    const accounts = Array.from({ length: size.accounts }, (_, i) => {
      const initialState: Account = { balance: 1_000, teller: undefined, stash: [] };
      return spawn(system, account, `account-${i}`, { initialState });
    });

    const teller = spawn(
      system,
      (random: PseudoRandom, message: ToTeller, self: { self: Ref<ToTeller> }) => {
        switch (message.type) {
          case "start":
            for (let i = 0; i < size.transfers; i++) {
              const { source, target, amount } = nextTransfer(random, size.accounts);
              dispatch(accounts[source]!, { type: "credit", amount, target: accounts[target]!, teller: self.self });
            }
            break;
          case "reply":
            if (++replies === size.transfers) { for (const ref of accounts) dispatch(ref, { type: "stop" }); }
            break;
        }
        return random;
      },
      "teller",
      { initialState: new PseudoRandom(123_456) },
    );

    dispatch(teller, { type: "start" });
  });
  check("the count of replies", replies, size.transfers);
  check("the money in the bank", money, size.accounts * 1_000, 1e-3);
  return {};
}
