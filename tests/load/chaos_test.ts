import { assert, assertEquals } from "@std/assert";
import { seededRandom } from "../../actors/testing.ts";
import { Chaos } from "./_chaos.ts";

Deno.test("mailroom loses and repeats no message while its actors are killed, and is whole afterwards", async () => {
  await using chaos = await Chaos.start(200);
  const random = seededRandom(11);
  while (chaos.killed < 300) await chaos.round(random);
  await chaos.check();
  assertEquals(Object.keys(chaos.kills).sort(), ["monitor", "nats", "router", "tcp"]);
  assert(chaos.received > 10_000, `only ${chaos.received} messages`);
});
