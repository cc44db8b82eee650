import { check } from "../_check.ts";
import type { Extra } from "../_extra.ts";
import { nextTransfer } from "../_problems.ts";
import { PseudoRandom } from "../_random.ts";
import type { Sizes } from "../_sizes.ts";
import { type Actor, inSystem, type Ref } from "./_ours.ts";

type ToAccount =
  | { type: "credit"; amount: number; target: Ref<ToAccount>; teller: Ref<ToTeller> }
  | { type: "debit"; amount: number; replyTo: Ref<ToAccount> }
  | { type: "reply" }
  | { type: "stop" };
type ToTeller = { type: "start" } | { type: "reply" };

export const name = "bank_transaction";

/** The stash variant: an account that waits for a reply stashes what else it is told. */
export async function run(size: Sizes["bank_transaction"]): Promise<Extra> {
  let money = 0;
  let ended = 0;
  let replies = 0;
  await inSystem<void>((system, done) => {
    const account: Actor<ToAccount> = (self) => {
      let balance = 1_000;
      let teller: Ref<ToTeller>;
      const open = (message: ToAccount): void => {
        switch (message.type) {
          case "credit":
            balance -= message.amount;
            teller = message.teller;
            message.target.tell({ type: "debit", amount: message.amount, replyTo: self.ref });
            self.become(waiting);
            break;
          case "debit":
            balance += message.amount;
            message.replyTo.tell({ type: "reply" });
            self.stash.release(1);
            break;
          case "reply":
            throw new Error("Cannot take a reply: nothing was asked");
          case "stop":
            money += balance;
            self.stop();
            if (++ended === size.accounts) done();
            break;
        }
      };
      const waiting = (message: ToAccount): void => {
        if (message.type !== "reply") return self.stash.put(message);
        teller.tell({ type: "reply" });
        self.become(open);
        self.stash.release(1);
      };
      return open;
    };
    const accounts = Array.from({ length: size.accounts }, () => system.spawn(account));

    const teller = system.spawn<ToTeller>("teller", (self) => {
      const random = new PseudoRandom(123_456);
      return (message) => {
        switch (message.type) {
          case "start":
            for (let i = 0; i < size.transfers; i++) {
              const { source, target, amount } = nextTransfer(random, size.accounts);
              accounts[source]!.tell({ type: "credit", amount, target: accounts[target]!, teller: self.ref });
            }
            break;
          case "reply":
            if (++replies === size.transfers) { for (const ref of accounts) ref.tell({ type: "stop" }); }
            break;
        }
      };
    });

    teller.tell({ type: "start" });
  });
  check("the count of replies", replies, size.transfers);
  check("the money in the bank", money, size.accounts * 1_000, 1e-3);
  return {};
}
