import { assertEquals } from "@std/assert";
import { collect } from "../../../actors/routing/collector.ts";
import type { ConnectionInfo } from "../../../actors/routing/connection_info.ts";
import { subscribeLocally } from "../../../actors/routing/local.ts";
import type { ConnectionMessage, RouterMessage } from "../../../actors/routing/messages.ts";
import { subscribersOf } from "../../../actors/routing/router.ts";
import type { Ref } from "../../../actors/runtime/ref.ts";
import { System } from "../../../actors/runtime/system.ts";
import { ManualClock } from "../../../actors/testing.ts";
import { within } from "../../_within.ts";

/** A connection of this number that answers, or does something else instead. */
function connection(
  system: System,
  router: Ref<RouterMessage>,
  cid: number,
  instead?: (stop: () => void) => void,
): Ref<ConnectionMessage> {
  const ref = system.spawn<ConnectionMessage>((self) => (message) => {
    if (message.type !== "describe") return;
    if (instead !== undefined) return instead(() => self.stop());
    message.replyTo.tell({ cid } as ConnectionInfo);
  }, { restart: "temporary" });
  system.groups.join(subscribersOf(router), ref);
  return ref;
}

const router = (system: System) => system.spawn<RouterMessage>(() => () => {});
const cids = async (infos: Promise<ConnectionInfo[]>) =>
  (await within(infos, "the answers")).map(({ cid }) => cid).sort();

Deno.test("collect() has what every connection says, and ends at once where there are none", async () => {
  // The clock stands still: whoever waited for it would wait for ever.
  await using system = new System({ clock: new ManualClock() });
  const ref = router(system);
  assertEquals(await cids(collect(system, ref)), []);
  for (let cid = 1; cid <= 5; cid++) connection(system, ref, cid);
  connection(system, router(system), 6);
  assertEquals(await cids(collect(system, ref)), [1, 2, 3, 4, 5]);
  assertEquals(await cids(collect(system, ref)), [1, 2, 3, 4, 5]);
});

Deno.test("collect() leaves out those that end meanwhile", async () => {
  await using system = new System({ clock: new ManualClock() });
  system.events().subscribe(() => {});
  const ref = router(system);
  connection(system, ref, 1);
  connection(system, ref, 2, (stop) => stop());
  const gone = connection(system, ref, 3);
  const infos = collect(system, ref);
  system.stop(gone);
  assertEquals((await cids(infos)).filter((cid) => cid !== 3), [1]);
});

Deno.test("collect() does not wait for those inside the program, who are no connections", async () => {
  await using system = new System({ clock: new ManualClock() });
  const ref = router(system);
  connection(system, ref, 1);
  subscribeLocally(system, ref, "a", () => {});
  assertEquals(await cids(collect(system, ref)), [1]);
});

Deno.test("collect() does not wait longer than a second for those that do not answer", async () => {
  const clock = new ManualClock();
  await using system = new System({ clock });
  const ref = router(system);
  const asked = Promise.withResolvers<void>();
  connection(system, ref, 1);
  connection(system, ref, 2, () => asked.resolve());
  const infos = collect(system, ref);
  await within(asked.promise, "the question");
  await clock.advance(1_000);
  assertEquals(await cids(infos), [1]);
});
