import { assertEquals } from "@std/assert";
import { System } from "../../../actors/mod.ts";
import { Counters } from "../../../actors/routing/counters.ts";
import type { ConnectionMessage } from "../../../actors/routing/messages.ts";
import { router } from "../../../actors/routing/router.ts";
import { turn } from "../../../actors/testing.ts";
import { hearer, publication, type Wish } from "./_hearer.ts";

Deno.test("router() does not outrun a subscriber with many wishes", async () => {
  await using system = new System();
  const ref = system.spawn("router", router({ counters: new Counters() }));
  const heard: string[] = [];
  const wishes: Wish[] = Array.from({ length: 100 }, (_, i) => ({ subject: "a.*", sid: `${i}` }));
  // What it is told in a row must fit, and far less than all of it does.
  const subscriber = system.spawn<ConnectionMessage>(hearer(ref, wishes, heard), {
    capacity: 20_000,
    overflow: "stop",
  });
  await turn();
  for (let i = 0; i < 1_000; i++) ref.tell(publication(`a.${i % 7}`, `${i}`));
  await turn();
  assertEquals(heard.length, 100_000);
  assertEquals(heard.slice(-100), wishes.map(({ sid }) => `${sid}:999`));
  system.stop(subscriber);
});

Deno.test("router() goes on though somebody is never at rest, or never ready", async () => {
  await using system = new System();
  // Where somebody listens, dead letters are not printed.
  system.events().subscribe(() => {});
  const ref = system.spawn("router", router({ counters: new Counters() }));
  const heard: string[] = [];
  system.spawn<ConnectionMessage>(hearer(ref, Array(50).fill("a"), heard));
  const [stuck, done] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  system.spawn<string>("stuck", () => () => stuck.promise).tell("wait");
  const restless = system.spawn<string>("restless", (self) => (message) => void self.ref.tell(message));
  restless.tell("go on");
  await turn();
  for (let i = 0; i < 300; i++) ref.tell(publication("a", "x"));
  const last = system.spawn<ConnectionMessage>(() => () => done.resolve());
  ref.tell({ type: "fence", replyTo: last, fence: { type: "fence", run() {} } });
  await done.promise;
  stuck.resolve();
  system.stop(restless);
  await turn();
  assertEquals(heard.length, 15_000);
});
