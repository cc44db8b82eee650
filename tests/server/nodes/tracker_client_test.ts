import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import {
  askTracker,
  MemoryListener,
  memoryPair,
  type Socket,
  startTracker,
  System,
  type TrackedNode,
  trackerClient,
  type TrackerClientOptions,
} from "../../../mod.ts";
import { ManualClock, turn } from "../../../actors/testing.ts";
import { keptSystem } from "../../actors/routing/_connected.ts";
import { keptLog } from "../../actors/routing/_service.ts";
import { Client } from "../../_client.ts";
import { within } from "../../_within.ts";

const OPTIONS = {
  tracker: { hostname: "tracker.example", port: 9200 },
  cluster: "blue",
  id: "a",
  address: "*:9100",
  token: "secret",
  found: () => {},
};
const ANNOUNCE = "ANNOUNCE blue a *:9100 30 secret";
const PEERS = "PEERS blue a";

/** A client without a network on a clock that stands still; the test plays the tracker. */
function node(options: Partial<TrackerClientOptions> = {}) {
  const clock = new ManualClock();
  const system = keptSystem({ clock, random: () => 0 });
  const { log, lines } = keptLog();
  const found: (readonly TrackedNode[])[] = [];
  const dials: PromiseWithResolvers<Socket>[] = [];
  let writes = 0;
  const dial = () => {
    dials.push(Promise.withResolvers());
    return dials.at(-1)!.promise;
  };
  system.spawn(trackerClient({ ...OPTIONS, dial, log, found: (peers) => found.push(peers), ...options }));
  return {
    clock,
    system,
    log: lines,
    found,
    /** How often it has written. */
    get writes(): number {
      return writes;
    },
    get dials(): number {
      return dials.length;
    },
    /** Takes the connection that was dialled last. */
    accept(): Client {
      const [near, far] = memoryPair();
      dials.at(-1)!.resolve({
        peer: near.peer,
        read: (buffer) => near.read(buffer),
        write: (bytes) => (writes++, near.write(bytes)),
        close: () => near.close(),
      });
      return new Client(far);
    },
    /** Does not. */
    refuse(): Promise<void> {
      dials.at(-1)!.reject(new Error("nobody is there"));
      return turn();
    },
  };
}

/** Lets answers be read. */
async function answered(tracker: Client, text: string): Promise<void> {
  await tracker.send(text);
  await turn();
}

Deno.test("trackerClient() announces its node, asks who is there, and tells", async () => {
  const { accept, found, log, system } = node();
  await turn();
  await using tracker = accept();
  assertEquals(await tracker.lines(2), [ANNOUNCE, PEERS]);
  await answered(tracker, "OK 30\nPEER b h:1\nPE");
  assertEquals(found, []);
  await answered(tracker, "ER c [::1]:2\nEND 2\n");
  assertEquals(found, [[{ id: "b", address: "h:1" }, { id: "c", address: "[::1]:2" }]]);
  assertEquals(log, ["info tracker tracker.example:9200 knows a now"]);
  await system.shutdown();
});

Deno.test("trackerClient() renews when a third of the lease that it got is over, and asks again", async () => {
  const it = node();
  await turn();
  await using tracker = it.accept();
  await tracker.lines(2);
  await answered(tracker, "OK 12\nEND 0\n");
  const { writes } = it;
  await it.clock.advance(3_999);
  assertEquals(it.writes, writes);
  await it.clock.advance(1);
  assertEquals(await tracker.lines(2), [ANNOUNCE, PEERS]);
  await answered(tracker, "OK 12\nPEER b h:1\nEND 1\n");
  assertEquals(it.found.length, 2);
  await it.system.shutdown();
});

Deno.test("trackerClient() takes itself back when it is stopped", async () => {
  const { accept, system } = node();
  await turn();
  await using tracker = accept();
  await tracker.lines(2);
  await answered(tracker, "OK 30\nEND 0\n");
  await system.shutdown();
  assertEquals(await tracker.rest(), "LEAVE blue a secret\n");
});

Deno.test("trackerClient() dials again with backoff, says so once, and is at peace when it works", async () => {
  const it = node();
  await turn();
  for (const wait of [100, 200, 400]) {
    const { dials } = it;
    await it.refuse();
    await it.clock.advance(wait - 1);
    assertEquals(it.dials, dials);
    await it.clock.advance(1);
    assertEquals(it.dials, dials + 1);
  }
  await using tracker = it.accept();
  assertEquals(await tracker.lines(2), [ANNOUNCE, PEERS]);
  await answered(tracker, "OK 30\nEND 0\n");
  assertEquals(it.log, [
    "warn tracker tracker.example:9200 is not there: nobody is there; it is tried again",
    "info tracker tracker.example:9200 knows a now",
  ]);
  await it.system.shutdown();
});

Deno.test("trackerClient() never waits longer than a third of its lease to dial again", async () => {
  const it = node({ lease: 3 });
  await turn();
  for (let i = 0; i < 8; i++) {
    await it.refuse();
    await it.clock.advance(1_000);
  }
  const { dials } = it;
  await it.refuse();
  await it.clock.advance(1_000);
  assertEquals(it.dials, dials + 1);
  await it.system.shutdown();
});

Deno.test("trackerClient() gives a tracker up that accepts or answers nothing for five seconds", async () => {
  const it = node();
  await it.clock.advance(5_000);
  await it.clock.advance(100);
  assertEquals(it.dials, 2);
  await using tracker = it.accept();
  await tracker.lines(2);
  await it.clock.advance(5_000);
  assertEquals(await tracker.rest(), "");
  await it.clock.advance(200);
  assertEquals(it.dials, 3);
  assertEquals(it.log, ["warn tracker tracker.example:9200 is not there: waited 5 s in vain; it is tried again"]);
  await it.system.shutdown();
});

Deno.test("trackerClient() hangs up on whoever speaks something else, and dials again", async () => {
  const it = node();
  await turn();
  for (const text of ["HTTP/1.1 400 Bad Request\r\n", "OK 30\nEND 0\nEND 0\n", "x".repeat(513), "PEER b h:1\n"]) {
    const { dials } = it;
    await using tracker = it.accept();
    await tracker.lines(2);
    await answered(tracker, text);
    assertEquals(await tracker.rest(), "");
    await it.clock.advance(1_600);
    assertEquals(it.dials, dials + 1);
  }
  await it.system.shutdown();
});

Deno.test("trackerClient() that is refused asks who is there all the same, and tries again", async () => {
  const { accept, clock, found, log, system } = node();
  await turn();
  await using tracker = accept();
  for (let i = 0; i < 2; i++) {
    await tracker.lines(2);
    await answered(tracker, `! Cannot touch a: it is taken for ${20 - i} s, wanted its token\nPEER b h:1\nEND 1\n`);
    await clock.advance(10_000);
  }
  await tracker.lines(2);
  await answered(tracker, "OK 30\nEND 0\n");
  assertEquals(found.map((peers) => peers.length), [1, 1, 0]);
  assertEquals(log, [
    "warn tracker tracker.example:9200 refuses a: Cannot touch a: it is taken for 20 s, wanted its token",
    "info tracker tracker.example:9200 knows a now",
  ]);
  await system.shutdown();
});

Deno.test("trackerClient() closes what it has dialled when it is stopped meanwhile", async () => {
  const { accept, system } = node();
  await turn();
  const ended = system.shutdown();
  await using tracker = accept();
  assertEquals(await tracker.rest(), "");
  await ended;
});

Deno.test("trackerClient() refuses what no tracker would take, and shows no token", () => {
  const wrong: [Partial<TrackerClientOptions>, string][] = [
    [{ cluster: "" }, 'Cannot announce the cluster "": wanted 1 to 64 characters of ASCII without blanks'],
    [{ id: "a b" }, 'Cannot announce the node "a b": wanted 1 to 64 characters of ASCII without blanks'],
    [{ address: "host" }, 'Cannot announce the address "host": wanted HOST:PORT, [IPV6]:PORT or *:PORT'],
    [{ lease: 0.5 }, "Cannot announce a lease of 0.5: wanted whole seconds from 1 to 86400"],
    [{ token: "top secret" }, 'Cannot announce the token "...": wanted 1 to 64 characters of ASCII without blanks'],
  ];
  for (const [options, message] of wrong) {
    assertThrows(() => trackerClient({ ...OPTIONS, ...options }), RangeError, message);
  }
});

Deno.test("trackerClient() fills a tracker that was started again within one lease", async () => {
  const lease = 3;
  let tracker = await startTracker({ port: 0 });
  const { port } = tracker.address;
  await using system = new System();
  const ids = ["a", "b", "c"];
  const known = new Map<string, number>();
  let whole = Promise.withResolvers<void>();
  for (const id of ids) {
    system.spawn(trackerClient({
      ...OPTIONS,
      tracker: { hostname: "127.0.0.1", port },
      id,
      lease,
      found: (peers) => {
        known.set(id, peers.length);
        if (ids.every((id) => known.get(id) === 2)) whole.resolve();
      },
    }));
  }
  await within(whole.promise, "all to know each other");
  await tracker.shutdown();
  known.clear();
  whole = Promise.withResolvers();
  tracker = await startTracker({ port });
  const before = performance.now();
  while (true) {
    const answer = await askTracker({ port }, { type: "peers", cluster: "blue" });
    if (answer.type === "peers" && answer.peers.length === 3) break;
    const late = performance.now() - before > lease * 1_000;
    if (late) throw new Error(`After one lease the tracker knows only ${JSON.stringify(answer)}`);
  }
  await within(whole.promise, "all to know each other again");
  await system.shutdown();
  assertEquals(await askTracker({ port }, { type: "clusters" }), { type: "clusters", clusters: [] });
  await tracker.shutdown();
});

Deno.test("trackerClient() starts anew with the same token when what it tells throws", async () => {
  const listener = new MemoryListener("tracker");
  const system = keptSystem({ clock: new ManualClock() });
  let calls = 0;
  const { token: _, ...options } = OPTIONS;
  system.spawn(trackerClient({
    ...options,
    dial: () => Promise.resolve(listener.dial()),
    found: () => {
      if (++calls === 1) throw new Error("boom");
    },
  }));
  await using first = new Client(await listener.accept());
  const [announced = ""] = await first.lines(2);
  assertMatch(announced, /^ANNOUNCE blue a \*:9100 30 [0-9a-f-]{36}$/);
  await answered(first, "OK 30\nEND 0\n");
  assertEquals(await first.rest(), announced.replace("ANNOUNCE", "LEAVE").replace(" *:9100 30", "") + "\n");
  await using second = new Client(await listener.accept());
  assertEquals(await second.line(), announced);
  await system.shutdown();
  listener.close();
});
