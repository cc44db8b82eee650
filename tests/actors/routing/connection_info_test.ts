import { assertEquals } from "@std/assert";
import { ClosedConnections, type ConnectionInfo } from "../../../actors/routing/connection_info.ts";

/** One that has received `cid` messages of ten bytes. */
function info(cid: number): ConnectionInfo {
  return {
    cid,
    peer: { transport: "tcp", hostname: "127.0.0.1", port: 1 },
    protocol: "nats",
    start: 0,
    lastActivity: 0,
    pending: 0,
    subscriptions: [],
    inMessages: 0,
    inBytes: 0,
    outMessages: cid,
    outBytes: cid * 10,
  };
}

Deno.test("ClosedConnections keeps the last so many, oldest first, and the traffic of all", () => {
  const closed = new ClosedConnections(3);
  assertEquals(closed.list(), []);
  const kept = [[1], [1, 2], [1, 2, 3], [2, 3, 4], [3, 4, 5]];
  for (const [i, cids] of kept.entries()) {
    closed.add(info(i + 1));
    assertEquals(closed.list().map(({ cid }) => cid), cids);
  }
  assertEquals(closed.traffic, { inMessages: 0, inBytes: 0, outMessages: 15, outBytes: 150 });
});
