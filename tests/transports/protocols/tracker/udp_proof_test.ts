import { assertEquals, assertGreater, assertLessOrEqual, assertMatch } from "@std/assert";
import fc from "fast-check";
import { supervisor } from "../../../../actors/mod.ts";
import { datagramPeers } from "../../../../actors/routing/datagram_peers.ts";
import { datagrams } from "../../../../actors/routing/datagrams.ts";
import { LISTENER_RESTARTS } from "../../../../actors/routing/tree.ts";
import { ManualClock, turn } from "../../../../actors/testing.ts";
import { formatRequest } from "../../../../transports/protocols/tracker/request.ts";
import { TrackerProtocol } from "../../../../transports/protocols/tracker/tracker_protocol.ts";
import { trackerAdmission, udpProof } from "../../../../transports/protocols/tracker/udp_proof.ts";
import { keptSystem } from "../../../actors/routing/_connected.ts";
import { FakeDatagrams, udp } from "../../../actors/routing/_datagrams.ts";
import { testService } from "../../../actors/routing/_service.ts";
import { request } from "./_arbitrary.ts";

const encoder = new TextEncoder();
const STRANGER = "192.0.2.1";

/** The datagrams of a tracker without a network, which names a hundred peers to whoever asks. */
function served(time: { now: number } = { now: 0 }) {
  const clock = new ManualClock();
  const service = testService();
  const proof = udpProof(() => time.now);
  const all = Array.from({ length: 100 }, (_, i) => ({ id: `node-${i}`, address: `host-${i}.example.org:9100` }));
  const protocol = () => new TrackerProtocol(() => Promise.resolve({ type: "peers", peers: all }), proof);
  const socket = new FakeDatagrams();
  const system = keptSystem({ clock });
  system.spawn(
    supervisor(LISTENER_RESTARTS, (self) => {
      const admission = trackerAdmission(proof);
      const peers = self.spawn("peers", datagramPeers({ protocol, service, idle: 10_000, admission }));
      self.spawn("listener", datagrams({ open: () => socket, peers, service }));
    }),
    { restart: "temporary" },
  );
  /** Says something from a port of a host; what comes back. */
  const say = async (data: string | Uint8Array, port = 5_000, hostname = STRANGER) => {
    socket.come(data, udp(port, hostname));
    await turn();
    return socket.take().map((text) => text.replace(/^\d+ /, ""));
  };
  return { say, system, clock };
}

Deno.test("udpProof() answers a stranger its cookie, and the request that comes with it", async () => {
  const { say, system } = served();
  const [cookie = "", ...more] = await say("PEERS blue                ");
  assertMatch(cookie, /^\/cookie [0-9a-f]{16}$/);
  assertEquals(more, []);
  const answer = (await say(`/join ${cookie.slice(8)}\nPEERS blue\n`)).join("");
  assertMatch(answer, /^(PEER node-\d+ host-\d+\.example\.org:9100\n){100}END 100\n$/);
  await system.shutdown();
});

Deno.test("udpProof() wants the cookie in every datagram: an address that is in can be forged too", async () => {
  const { say, system } = served();
  const [cookie = ""] = await say("PEERS blue                ");
  const join = `/join ${cookie.slice(8)}\nPEERS blue\n`;
  assertGreater((await say(join)).length, 1);
  assertEquals(await say("PEERS blue                "), [cookie]);
  assertEquals(await say("PEERS blue"), []);
  assertEquals((await say(join, 5_001)).join("").slice(0, 8), "/cookie ");
  assertGreater((await say(join)).length, 1);
  await system.shutdown();
});

Deno.test("udpProof() answers a cookie that is too old with a new one", async () => {
  const time = { now: 0 };
  const { say, system } = served(time);
  const [old = ""] = await say("PEERS blue                ");
  time.now = 120_000;
  const [cookie = ""] = await say(`/join ${old.slice(8)}\nPEERS blue\n`);
  assertMatch(cookie, /^\/cookie [0-9a-f]{16}$/);
  assertGreater((await say(`/join ${cookie.slice(8)}\nPEERS blue\n`)).length, 1);
  await system.shutdown();
});

Deno.test("udpProof() asks nobody of this machine for a cookie, and overlooks one that is shown", async () => {
  const { say, system } = served();
  assertGreater((await say("PEERS blue", 1, "127.0.0.1")).length, 1);
  assertGreater((await say(`/join ${"0".repeat(16)}\nPEERS blue\n`, 1, "127.0.0.1")).length, 1);
  assertEquals(await say(`/join ${"0".repeat(16)}`, 1, "127.0.0.1"), []);
  await system.shutdown();
});

Deno.test("udpProof() never lets more bytes go to an address that has not proved itself than came from it", async () => {
  const { say, system } = served();
  const datagram = fc.oneof(
    fc.uint8Array({ maxLength: 80 }),
    request.map((request) => encoder.encode(`${formatRequest(request)}\n`)),
    fc.stringMatching(/^\/join [0-9a-f]{16}\r?\nPEERS a\n$/).map((text) => encoder.encode(text)),
    fc.stringMatching(/^\/join [0-9a-f]{16}$/).map((text) => encoder.encode(text)),
  );
  await fc.assert(
    fc.asyncProperty(datagram, fc.nat(65_535), async (datagram, port) => {
      const sent = (await say(datagram, port)).reduce((sum, text) => sum + encoder.encode(text).length, 0);
      assertLessOrEqual(sent, datagram.length);
    }),
    { numRuns: 300 },
  );
  await system.shutdown();
});
