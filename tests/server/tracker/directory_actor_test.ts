import { assertEquals } from "@std/assert";
import { ask, type TrackerRequest } from "../../../mod.ts";
import { Counters } from "../../../actors/routing/counters.ts";
import { ManualClock } from "../../../actors/testing.ts";
import { directoryActor } from "../../../server/tracker/directory_actor.ts";
import { trackerLimits } from "../../../server/tracker/tracker_limits.ts";
import { keptSystem } from "../../actors/routing/_connected.ts";

/** A directory's actor on a clock that stands still. */
function keeper() {
  const clock = new ManualClock();
  const system = keptSystem({ clock });
  const counters = new Counters();
  const ref = system.spawn(directoryActor(trackerLimits(), counters));
  const say = (request: TrackerRequest) => ask(ref, { type: "request", request, hostname: "192.0.2.1" });
  const announce = (id: string, lease: number) => say({ type: "announce", cluster: "blue", id, address: "h:1", lease });
  return { clock, system, counters, say, announce };
}

Deno.test("directoryActor() answers every request", async () => {
  const { system, counters, say, announce } = keeper();
  assertEquals(await announce("a", 30), { type: "granted", lease: 30 });
  assertEquals(await say({ type: "peers", cluster: "blue" }), { type: "peers", peers: [{ id: "a", address: "h:1" }] });
  assertEquals(await say({ type: "clusters" }), { type: "clusters", clusters: [{ name: "blue", nodes: 1 }] });
  assertEquals(await say({ type: "leave", cluster: "blue", id: "a" }), { type: "left" });
  assertEquals(await say({ type: "peers", cluster: "blue" }), { type: "peers", peers: [] });
  assertEquals(counters.all(), { tracker_announce: 1, tracker_peers: 2, tracker_clusters: 1, tracker_leave: 1 });
  await system.shutdown();
});

Deno.test("directoryActor() forgets leases by one timer, which is gone when they are", async () => {
  const { clock, system, counters, announce } = keeper();
  const before = clock.timers;
  for (let i = 0; i < 100; i++) await announce(`node-${i}`, 1 + i % 3);
  assertEquals(clock.timers - before, 1);
  await clock.advance(2_000);
  assertEquals(counters.get("tracker_expired"), 67);
  assertEquals(clock.timers - before, 1);
  await clock.advance(1_000);
  assertEquals(counters.get("tracker_expired"), 100);
  assertEquals(clock.timers - before, 0);
  await system.shutdown();
});

Deno.test("directoryActor() hides a lease at the moment that it is over", async () => {
  const { clock, system, say, announce } = keeper();
  await clock.advance(500);
  await announce("a", 2);
  const peers = { type: "peers", cluster: "blue" } as const;
  await clock.advance(1_999);
  assertEquals(await say(peers), { type: "peers", peers: [{ id: "a", address: "h:1" }] });
  await clock.advance(1);
  assertEquals(await say(peers), { type: "peers", peers: [] });
  await system.shutdown();
});
