import { assertEquals } from "@std/assert";
import { type Actor, ask, type Context, type MessageOf, type Ref, System } from "../../../actors/mod.ts";

type Account =
  | { type: "deposit"; amount: number }
  | { type: "balance"; replyTo: Ref<number> }
  | { type: "owner"; formal: boolean; replyTo: Ref<string> };

const account: Actor<Account> = () => {
  let balance = 0;
  return (message) => {
    if (message.type === "deposit") balance += message.amount;
    else if (message.type === "balance") message.replyTo.tell(balance);
    else message.replyTo.tell(message.formal ? "Ms Lovelace" : "Ada");
  };
};

/** Whether two types are the same, `any` being the same only as itself. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false;

/** Compiles only where `T` is `true`. */
function holds<T extends true>(proof?: T): void {
  void proof;
}

Deno.test("ask() infers the type of the answer from the question", async () => {
  await using system = new System();
  const ref = system.spawn("account", account);
  const balance = await ask(ref, { type: "balance" });
  const owner = await ask(ref, { type: "owner", formal: true });
  holds<Same<typeof balance, number>>();
  holds<Same<typeof owner, string>>();
  assertEquals([balance, owner], [0, "Ms Lovelace"]);
});

Deno.test("ask() does not compile with what is no question, or not one of the actor's", () => {
  const never = (ref: Ref<Account>, self: Context<string>, words: Ref<string>) => {
    // @ts-expect-error: a deposit has no replyTo
    ask(ref, { type: "deposit", amount: 1 });
    // @ts-expect-error: the question lacks a field
    ask(ref, { type: "owner" });
    // @ts-expect-error: there is no such question
    ask(ref, { type: "history" });
    // @ts-expect-error: a field is of the wrong type
    ask(ref, { type: "owner", formal: "yes" });
    // @ts-expect-error: an actor of strings cannot be asked
    ask(words, {});
    // @ts-expect-error: likewise in the name of an actor
    self.ask(ref, { type: "deposit", amount: 1 });
    // @ts-expect-error: the answer is a number
    const text: Promise<string> = ask(ref, { type: "balance" });
    return text;
  };
  assertEquals(typeof never, "function");
});

Deno.test("Ref takes no message that its actor does not understand", () => {
  const never = (ref: Ref<Account>) => {
    ref.tell({ type: "deposit", amount: 1 });
    // @ts-expect-error: there is no such message
    ref.tell({ type: "withdraw", amount: 1 });
    // @ts-expect-error: who is told to answer must understand the answer
    ref.tell({ type: "balance", replyTo: {} as Ref<string> });
    // @ts-expect-error: a ref has no sender and no sender may be given
    ref.tell({ type: "deposit", amount: 1 }, ref);
  };
  assertEquals(typeof never, "function");
});

Deno.test("Ref may be used where less is told, and not where more is", () => {
  const never = (both: Ref<string | number>, one: Ref<string>) => {
    const less: Ref<string> = both;
    // @ts-expect-error: it would be told numbers too
    const more: Ref<string | number> = one;
    return [less, more];
  };
  holds<Same<MessageOf<Ref<Account>>, Account>>();
  assertEquals(typeof never, "function");
});
