import { assertEquals, assertLessOrEqual, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { Directory } from "../../../server/tracker/directory.ts";
import { trackerLimits } from "../../../server/tracker/tracker_limits.ts";
import type { TrackerLimits } from "../../../mod.ts";

const HERE = "192.0.2.1";
const THERE = "192.0.2.2";

/** A directory and a way to announce that is short. */
function directory(limits: Partial<TrackerLimits> = {}) {
  const directory = new Directory(trackerLimits(limits));
  const announce = (
    id: string,
    { cluster = "blue", lease = 30, token = undefined as string | undefined, from = HERE, now = 0, port = 1 } = {},
  ) => {
    const request = { type: "announce", cluster, id, address: `*:${port}`, lease } as const;
    const answer = directory.announce(token === undefined ? request : { ...request, token }, from, now);
    return answer.type === "refused" ? answer.text : answer.type === "granted" ? answer.lease : answer.type;
  };
  const leave = (id: string, { token = undefined as string | undefined, from = HERE, now = 0 } = {}) => {
    const request = { type: "leave", cluster: "blue", id } as const;
    const answer = directory.leave(token === undefined ? request : { ...request, token }, from, now);
    return answer.type === "refused" ? answer.text : answer.type;
  };
  const ids = (now = 0, cluster = "blue") => directory.peers(cluster, undefined, now).map(({ id }) => id);
  return { directory, announce, leave, ids };
}

Deno.test("Directory names who has announced itself in a cluster", () => {
  const { announce, ids } = directory();
  assertEquals([announce("a"), announce("b", { from: THERE, port: 2 }), announce("c", { cluster: "red" })], [
    30,
    30,
    30,
  ]);
  assertEquals([ids(), ids(0, "red"), ids(0, "green")], [["a", "b"], ["c"], []]);
});

Deno.test("Directory puts the host that it sees in the place of a star, and leaves out whom one wants left out", () => {
  const { directory: known, announce } = directory();
  announce("a", { port: 9 });
  announce("b", { from: "2001:db8::1", port: 9 });
  assertEquals(known.peers("blue", "c", 0), [
    { id: "a", address: "192.0.2.1:9" },
    { id: "b", address: "[2001:db8::1]:9" },
  ]);
  assertEquals(known.peers("blue", "a", 0).map(({ id }) => id), ["b"]);
  assertEquals(known.clusters(0), [{ name: "blue", nodes: 2 }]);
});

Deno.test("Directory hides a lease at the moment that it is over, and forgets it when it is told the time", () => {
  const { directory: known, announce, ids } = directory();
  announce("a", { lease: 1 });
  announce("b", { lease: 2 });
  assertEquals(ids(999), ["a", "b"]);
  assertEquals(ids(1_000), ["b"]);
  assertEquals(known.size, 2);
  assertEquals(known.expire(1_000), 1);
  assertEquals(known.size, 1);
  assertEquals(known.clusters(2_000), []);
});

Deno.test("Directory counts a renewed lease from the renewal", () => {
  const { announce, ids } = directory();
  announce("a", { lease: 10 });
  announce("a", { lease: 10, now: 9_000 });
  assertEquals(ids(18_999), ["a"]);
  assertEquals(ids(19_000), []);
});

Deno.test("Directory grants no longer lease than it may", () => {
  const { announce } = directory({ maxLease: 60 });
  assertEquals([announce("a", { lease: 59 }), announce("b", { lease: 86_400 })], [59, 60]);
});

Deno.test("Directory lets nobody else touch an announcement without a token but its host", () => {
  const { announce, leave, ids } = directory();
  announce("a");
  const refusal = "Cannot touch a: it is taken for 30 s, wanted the host that announced it";
  assertEquals([announce("a", { from: THERE }), leave("a", { from: THERE })], [refusal, refusal]);
  assertEquals(ids(), ["a"]);
  assertEquals(announce("a", { port: 2 }), 30);
  assertEquals(leave("a"), "left");
  assertEquals(ids(), []);
});

Deno.test("Directory lets nobody touch an announcement with a token but who knows it, from wherever", () => {
  const { announce, leave, ids } = directory();
  announce("a", { token: "secret" });
  const refusal = "Cannot touch a: it is taken for 30 s, wanted its token";
  for (const token of [undefined, "Secret", "secre", "secrets"]) {
    assertEquals([announce("a", { token }), leave("a", { token })], [refusal, refusal]);
  }
  assertEquals(announce("a", { token: "secret", from: THERE }), 30);
  assertEquals(leave("a", { token: "secret", from: HERE }), "left");
  assertEquals(ids(), []);
});

Deno.test("Directory gives a name to somebody else when its lease is over", () => {
  const { announce, leave, ids } = directory();
  announce("a", { token: "secret", lease: 5 });
  assertStringIncludes(String(announce("a", { from: THERE, now: 4_999 })), "taken for 1 s");
  assertEquals(announce("a", { from: THERE, now: 5_000 }), 30);
  assertEquals(ids(5_000), ["a"]);
  assertEquals(leave("nobody"), "left");
});

Deno.test("Directory stays within each of its limits, and renews at them", () => {
  const wanted: [Partial<TrackerLimits>, string][] = [
    [{ maxNodes: 2 }, "Cannot take c in: wanted at most 2 nodes in all"],
    [{ maxNodesPerCluster: 2 }, "Cannot take c in: wanted at most 2 nodes in a cluster"],
    [{ maxNodesPerAddress: 2 }, "Cannot take c in: wanted at most 2 nodes of one address"],
  ];
  for (const [limits, refusal] of wanted) {
    const { announce, leave } = directory(limits);
    assertEquals([announce("a"), announce("b"), announce("c"), announce("a")], [30, 30, refusal, 30]);
    assertEquals([leave("a"), announce("c")], ["left", 30]);
  }
  const { announce } = directory({ maxClusters: 1 });
  assertEquals([announce("a"), announce("b")], [30, 30]);
  assertEquals(announce("c", { cluster: "red" }), "Cannot take c in: wanted at most 1 clusters");
});

Deno.test("Directory counts a whole network of IPv6 as one address", () => {
  const { announce } = directory({ maxNodesPerAddress: 1 });
  assertEquals(announce("a", { from: "2001:db8:0:1::1" }), 30);
  assertStringIncludes(String(announce("b", { from: "2001:db8:0:1:ffff::2" })), "of one address");
  assertStringIncludes(String(announce("b", { from: "2001:0DB8::1:0:0:0:1" })), "of one address");
  assertEquals(announce("b", { from: "2001:db8:0:2::1" }), 30);
});

Deno.test("Directory counts a name that has moved to where it is now", () => {
  const { announce } = directory({ maxNodesPerAddress: 1 });
  announce("a", { token: "t" });
  assertEquals(announce("a", { token: "t", from: THERE }), 30);
  assertEquals(announce("b"), 30);
  assertStringIncludes(String(announce("a", { token: "t" })), "of one address");
});

Deno.test("Directory stays small whatever a hundred thousand announcements say", () => {
  const { directory: known, announce } = directory();
  for (let i = 0; i < 100_000; i++) announce(`node-${i}`, { cluster: `cluster-${i % 5_000}` });
  assertEquals(known.size, 256);
  for (let i = 0; i < 100_000; i++) {
    announce(`node-${i}`, { cluster: `c-${i % 5_000}`, from: `10.${i >> 16}.${i >> 8 & 255}.${i & 255}` });
  }
  assertEquals(known.size, 10_000);
  assertLessOrEqual(known.clusters(0).length, 1_000);
  assertEquals(known.expire(30_000), 10_000);
  assertEquals([known.size, known.clusters(0)], [0, []]);
});

Deno.test("Directory agrees with a list of leases, whatever is announced, left and waited for", () => {
  const step = fc.oneof(
    fc.record({
      kind: fc.constant("announce" as const),
      id: fc.constantFrom("a", "b", "c"),
      lease: fc.integer({ min: 1, max: 5 }),
    }),
    fc.record({ kind: fc.constant("leave" as const), id: fc.constantFrom("a", "b", "c") }),
    fc.record({ kind: fc.constant("wait" as const), time: fc.integer({ min: 0, max: 3_000 }) }),
    fc.constant({ kind: "expire" as const }),
  );
  fc.assert(fc.property(fc.array(step), (steps) => {
    const { directory: known, announce, leave, ids } = directory();
    const model = new Map<string, number>();
    let now = 0;
    for (const step of steps) {
      if (step.kind === "wait") now += step.time;
      else if (step.kind === "expire") known.expire(now);
      else if (step.kind === "leave") {
        leave(step.id, { now });
        model.delete(step.id);
      } else {
        announce(step.id, { lease: step.lease, now });
        model.set(step.id, now + step.lease * 1_000);
      }
      assertEquals(ids(now).sort(), [...model].filter(([, until]) => until > now).map(([id]) => id).sort());
    }
  }));
});
