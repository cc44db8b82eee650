import { type Actor, ask, type ExitReason, type Ref, type StopOptions } from "../../../../actors/mod.ts";

/** What a clerk can be asked by anybody. */
export interface Query {
  readonly type: "query";
  readonly what: unknown;
  readonly replyTo: Ref<unknown>;
}

/** What a clerk on a thread does, as functions cannot be sent. */
export type Order =
  | Query
  | { readonly type: "note"; readonly what: unknown }
  | { readonly type: "notes"; readonly replyTo: Ref<unknown[]> }
  | { readonly type: "fail"; readonly text: string }
  | { readonly type: "throw"; readonly what: unknown }
  | { readonly type: "fail to answer"; readonly text: string; readonly replyTo: Ref<never> }
  | { readonly type: "answer what cannot be cloned"; readonly replyTo: Ref<unknown> }
  | { readonly type: "never answer"; readonly replyTo: Ref<unknown> }
  | { readonly type: "answer twice"; readonly replyTo: Ref<unknown> }
  | { readonly type: "sleep until"; readonly flag: Int32Array }
  | { readonly type: "wait for"; readonly ref: Ref<Query> }
  | { readonly type: "loop"; readonly flag: Int32Array }
  | { readonly type: "throw later" }
  | { readonly type: "reject later" }
  | { readonly type: "close the thread" }
  | { readonly type: "exit the thread" }
  | { readonly type: "shut down" }
  | { readonly type: "stop"; readonly after: NonNullable<StopOptions["after"]> }
  | { readonly type: "tell"; readonly ref: Ref<never>; readonly what: readonly unknown[] }
  | { readonly type: "tell numbers"; readonly ref: Ref<number>; readonly count: number }
  | { readonly type: "ask"; readonly ref: Ref<Query>; readonly what: unknown; readonly replyTo: Ref<unknown> }
  | { readonly type: "ask often"; readonly ref: Ref<Query>; readonly times: number; readonly replyTo: Ref<number> }
  | { readonly type: "watch"; readonly ref: Ref<never>; readonly report: Ref<string> }
  | { readonly type: "stop other"; readonly ref: Ref<never>; readonly replyTo: Ref<string> }
  | { readonly type: "hire"; readonly replyTo: Ref<Ref<Order>> }
  | { readonly type: "adapted"; readonly replyTo: Ref<Ref<number>> }
  | { readonly type: "who"; readonly ref: Ref<never>; readonly replyTo: Ref<string> }
  | { readonly type: "farewell"; readonly to: Ref<string> }
  | { readonly type: "try to tell"; readonly ref: Ref<unknown>; readonly replyTo: Ref<boolean> }
  | { readonly type: "start another"; readonly module: string };

/** Does what it is ordered to. */
const clerk: Actor<Order> = (self) => {
  const notes: unknown[] = [];
  let farewell: Ref<string> | undefined;
  let report: Ref<string> | undefined;

  return { receive, signal, stopped };

  function receive(order: Order): void | Promise<void> {
    switch (order.type) {
      case "query":
        return void order.replyTo.tell(order.what);
      case "note":
        return void notes.push(order.what);
      case "notes":
        return void order.replyTo.tell([...notes]);
      case "fail":
        throw new RangeError(order.text);
      case "throw":
        throw order.what;
      case "fail to answer":
        return Promise.reject(new RangeError(order.text));
      case "answer what cannot be cloned":
        return void order.replyTo.tell({ how: () => {} });
      case "never answer":
        return;
      case "answer twice":
        order.replyTo.tell("first");
        return void order.replyTo.tell("second");
      case "sleep until":
        Atomics.store(order.flag, 1, 1);
        Atomics.wait(order.flag, 0, 0);
        return;
      case "wait for":
        return ask(order.ref, { type: "query", what: "go on?" }, { timeout: Infinity }).then(() => {});
      case "loop":
        Atomics.store(order.flag, 1, 1);
        for (;;) Atomics.load(order.flag, 0);
      case "throw later":
        setTimeout(() => {
          throw new TypeError("late");
        });
        return;
      case "reject later":
        return void Promise.reject(new TypeError("unhandled"));
      case "close the thread":
        return close();
      case "exit the thread":
        return Deno.exit(3);
      case "shut down":
        return void self.system.shutdown();
      case "stop":
        return self.stop(self.ref, { after: order.after });
      case "tell":
        for (const what of order.what) order.ref.tell(what as never);
        return;
      case "tell numbers":
        for (let n = 0; n < order.count; n++) order.ref.tell(n);
        return;
      case "ask":
        return forward(ask(order.ref, { type: "query", what: order.what }), order.replyTo);
      case "ask often":
        return (async () => {
          let sum = 0;
          for (let n = 0; n < order.times; n++) {
            sum += await ask(order.ref, { type: "query", what: 1 }) as number;
          }
          order.replyTo.tell(sum);
        })();
      case "watch":
        report = order.report;
        return self.watch(order.ref);
      case "stop other":
        try {
          self.system.stop(order.ref);
          return void order.replyTo.tell("stopped");
        } catch (error) {
          return void order.replyTo.tell(String(error));
        }
      case "hire":
        return void order.replyTo.tell(self.spawn(clerk));
      case "adapted":
        return void order.replyTo.tell(self.adapt((what: number): Order => ({ type: "note", what: what * 10 })));
      case "who":
        return void order.replyTo.tell(order.ref as unknown === self.ref ? "me" : order.ref.id);
      case "farewell":
        farewell = order.to;
        return;
      case "try to tell":
        order.ref.tell({ how: () => {} });
        return void order.replyTo.tell(order.ref.tell("fine"));
    }
  }

  function signal(signal: { type: string; ref: Ref<never>; reason: ExitReason }): void | boolean {
    if (signal.type !== "terminated" || report === undefined) return false;
    report.tell(`${signal.ref.id.replace(/#.*/, "")} ${signal.reason.type}`);
  }

  function stopped(reason: ExitReason): void {
    farewell?.tell(`stopped, ${reason.type}`);
  }
};

async function forward(question: Promise<unknown>, replyTo: Ref<unknown>): Promise<void> {
  try {
    replyTo.tell(await question);
  } catch (error) {
    replyTo.tell(`${(error as Error).name}: ${(error as Error).message}`);
  }
}

export default clerk;
