import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import fc from "fast-check";
import { askTracker, listenTcp, startTracker, System, type Tracker, type TrackerOptions } from "../../../mod.ts";
import { trackerLimits } from "../../../server/tracker/tracker_limits.ts";
import { keptLog } from "../../actors/routing/_service.ts";
import { dial } from "../../system/_dial.ts";
import { UdpClient } from "../../_udp_client.ts";

function start(options: Partial<TrackerOptions> = {}): Promise<Tracker> {
  return startTracker({ port: 0, ...options });
}

Deno.test("startTracker() answers over TCP and by datagram on one port", async () => {
  await using tracker = await start();
  const { port } = tracker.address;
  assertEquals(tracker.udp, { transport: "udp", hostname: "127.0.0.1", port });
  await using client = await dial(port);
  await client.send("ANNOUNCE blue a *:9100 30 secret\nPEERS blue\n");
  assertEquals(await client.lines(3), ["OK 30", "PEER a 127.0.0.1:9100", "END 1"]);
  using stranger = new UdpClient(port);
  await stranger.send("PEERS blue");
  assertEquals(await stranger.next(), "PEER a 127.0.0.1:9100\nEND 1\n");
  await stranger.send("LEAVE blue a");
  assertMatch(await stranger.next(), /^! Cannot touch a: it is taken for \d+ s, wanted its token\n$/);
  await stranger.send("LEAVE blue a secret");
  assertEquals(await stranger.next(), "OK\n");
  await client.send("PEERS blue\nQUIT\n");
  assertEquals(await client.rest(), "END 0\nBYE\n");
  assertEquals(tracker.counts()["tracker_refused"], 1);
});

Deno.test("startTracker() takes no datagrams where none are wanted", async () => {
  await using tracker = await start({ udp: false });
  assertEquals(tracker.udp, undefined);
  assertEquals(await askTracker({ port: tracker.address.port }, { type: "clusters" }), {
    type: "clusters",
    clusters: [],
  });
});

Deno.test("startTracker() fails where its port is taken, and leaves nothing open", async () => {
  const taken = listenTcp({ port: 0 });
  const { port } = taken.address;
  await assertRejects(() => start({ port }), Deno.errors.AddrInUse, `tcp://127.0.0.1:${port}`);
  taken.close();
  await (await start({ port })).shutdown();
});

Deno.test("startTracker() lives in the system that it is given, and ends with its signal", async () => {
  await using system = new System();
  const controller = new AbortController();
  const tracker = await start({ system, signal: controller.signal });
  assert(JSON.stringify(system.tree()).includes("directory"));
  controller.abort();
  await tracker.done;
  assertEquals(system.tree().children.length, 0);
  await assertRejects(() => dial(tracker.address.port));
  const stopped = await start({ system, signal: controller.signal });
  await stopped.done;
});

Deno.test("startTracker() tells one connection too many of an address so", async () => {
  const { log, lines } = keptLog();
  await using tracker = await start({ limits: { maxConnectionsPerAddress: 1 }, log });
  const { port } = tracker.address;
  await using first = await dial(port);
  await first.send("CLUSTERS\n");
  assertEquals(await first.line(), "END 0");
  await using second = await dial(port);
  assertEquals(await second.rest(), "! Cannot let you in: there are too many connections from your address\n");
  await first.send("CLUSTERS\n");
  assertEquals(await first.line(), "END 0");
  assertEquals(lines.filter((line) => line.startsWith("error")), []);
});

Deno.test("startTracker() tells one connection too many of all so", async () => {
  await using tracker = await start({ limits: { maxConnections: 1 } });
  const { port } = tracker.address;
  await using first = await dial(port);
  await first.send("CLUSTERS\n");
  assertEquals(await first.line(), "END 0");
  await using second = await dial(port);
  assertEquals(await second.rest(), "! maximum connections exceeded: wanted at most 1\n");
});

Deno.test("startTracker() goes on whatever bytes come, and keeps what was announced", async () => {
  await using tracker = await start();
  const { port } = tracker.address;
  await askTracker({ port }, { type: "announce", cluster: "blue", id: "a", address: "h:1", lease: 600, token: "t" });
  using udp = new UdpClient(port);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ minLength: 1, maxLength: 700 }), { maxLength: 4 }), async (chunks) => {
      await using client = await dial(port);
      for (const chunk of chunks) {
        await udp.send(chunk);
        await client.send(chunk).catch(() => {});
      }
    }),
    { numRuns: 50 },
  );
  const answer = await askTracker({ port, udp: true }, { type: "peers", cluster: "blue" });
  assertEquals(answer, { type: "peers", peers: [{ id: "a", address: "h:1" }] });
});

Deno.test("startTracker() stays small under a hundred thousand announcements", async () => {
  await using tracker = await start({ udp: false });
  const { port } = tracker.address;
  await using client = await dial(port);
  for (let batch = 0; batch < 100; batch++) {
    let text = "";
    for (let i = 0; i < 1_000; i++) text += `ANNOUNCE c-${i} n-${batch}-${i} h:1 600\n`;
    await client.send(text);
    for (const line of await client.lines(1_000)) {
      assertMatch(line, /^(OK 600|! Cannot take .* wanted at most 256 nodes)/);
    }
  }
  assertEquals(tracker.counts()["tracker_announce"], 256);
  const answer = await askTracker({ port }, { type: "clusters" });
  assertEquals(answer.type === "clusters" && answer.clusters.length, 256);
});

Deno.test("trackerLimits() refuses what is no limit", () => {
  assertThrows(() => trackerLimits({ maxNodes: 0 }), RangeError, "Cannot hold a tracker to maxNodes 0");
  assertThrows(() => trackerLimits({ maxLease: 86_401 }), RangeError, "wanted a whole number from 1 to 86400");
  assertThrows(() => trackerLimits({ idle: 1.5 }), RangeError, "idle 1.5");
});
