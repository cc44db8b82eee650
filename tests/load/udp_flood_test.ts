import { assertEquals, assertGreater, assertLess, assertLessOrEqual } from "@std/assert";
import { floodUdp } from "./_udp_siege.ts";

Deno.test("a flood of datagrams from addresses that do not receive makes no actors, and TCP clients do not suffer", async () => {
  const { alone, beside, wrongs, before, after, rate } = await floodUdp(100_000, 3);
  assertEquals(wrongs, []);
  assertGreater(rate, 5_000);
  assertEquals(after.actors, before.actors);
  const { datagrams_in = 0, datagrams_out = 0, datagrams_delayed = 0, connections_opened } = after.counts;
  assertGreater(datagrams_in, 1_000);
  // Five thousand strangers a second are heard, and what may come at once.
  assertLess(datagrams_in, 5_000 * 5);
  assertGreater(datagrams_delayed, 0);
  assertLessOrEqual(datagrams_out, datagrams_in);
  assertEquals(connections_opened, before.counts.connections_opened);
  assertGreater(beside.came, 0.6 * alone.came);
  assertLess(beside.p99, 500);
  assertLess(after.most - before.rss, 128 << 20);
});
