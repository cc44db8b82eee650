import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { supervisor } from "../../../actors/mod.ts";
import { datagramPeers, type DatagramPeersOptions } from "../../../actors/routing/datagram_peers.ts";
import { datagrams } from "../../../actors/routing/datagrams.ts";
import type { Protocol } from "../../../actors/routing/protocol.ts";
import { peerText } from "../../../actors/routing/socket.ts";
import { LISTENER_RESTARTS } from "../../../actors/routing/tree.ts";
import { ManualClock, turn } from "../../../actors/testing.ts";
import { keptSystem } from "./_connected.ts";
import { FakeDatagrams, udp } from "./_datagrams.ts";
import { text } from "./_hearer.ts";
import { Recorder } from "./_recorder.ts";
import { testService } from "./_service.ts";

/** A server of datagrams without a network, on a clock that stands still. */
function serve(options: Partial<DatagramPeersOptions> = {}) {
  const clock = new ManualClock();
  const system = keptSystem({ clock });
  const service = testService();
  const sockets: FakeDatagrams[] = [];
  const recorders: Recorder[] = [];
  const protocol = (): Protocol => {
    const recorder = new Recorder((word, transport) => {
      if (word === "bye") return transport.close();
      if (word === "boom") throw new Error("boom");
      transport.write(`you said ${word}`);
    });
    recorders.push(recorder);
    return recorder;
  };
  system.spawn(
    supervisor(LISTENER_RESTARTS, (self) => {
      const peers = self.spawn("peers", datagramPeers({ protocol, service, idle: 60_000, ...options }));
      const open = () => {
        const socket = new FakeDatagrams();
        sockets.push(socket);
        return socket;
      };
      self.spawn("listener", datagrams({ open, peers, service }));
    }),
    { restart: "temporary" },
  );
  return {
    clock,
    system,
    service,
    recorders,
    /** The socket that is open now. */
    get socket(): FakeDatagrams {
      return sockets.at(-1)!;
    },
    get sockets(): number {
      return sockets.length;
    },
    /** Lets datagrams come and returns what is sent then, by address: between two of them there is no order. */
    async said(...pairs: [string, number][]): Promise<string[]> {
      for (const [word, port] of pairs) this.socket.come(word, udp(port));
      await turn();
      return this.socket.take().sort((a, b) => parseInt(a) - parseInt(b));
    },
    [Symbol.asyncDispose]: () => system[Symbol.asyncDispose](),
  };
}

Deno.test("datagramPeers() gives each address a protocol of its own, and it each datagram as one chunk", async () => {
  await using server = serve();
  await turn();
  assertEquals(await server.said(["one", 1], ["two", 2], ["three", 1]), [
    "1 you said one",
    "1 you said three",
    "2 you said two",
  ]);
  assertEquals(server.recorders.map(({ calls }) => calls), [
    ["connected", "received one", "received three"],
    ["connected", "received two"],
  ]);
});

Deno.test("datagramPeers() tells addresses apart by host and port", async () => {
  await using server = serve();
  await turn();
  for (const from of [udp(1, "127.0.0.1"), udp(1, "127.0.0.2"), udp(1, "::1")]) server.socket.come("hi", from);
  await turn();
  assertEquals(server.recorders.map(({ transport }) => peerText(transport.peer)), [
    "udp://127.0.0.1:1",
    "udp://127.0.0.2:1",
    "udp://[::1]:1",
  ]);
});

Deno.test("datagramPeers() forgets an address after the silence, counted from its last datagram", async () => {
  await using server = serve();
  await turn();
  await server.said(["one", 1]);
  await server.clock.advance(59_000);
  await server.said(["two", 1]);
  await server.clock.advance(59_999);
  assertEquals(server.recorders[0]!.calls.at(-1), "received two");
  await server.clock.advance(60);
  assertEquals(server.recorders[0]!.calls.at(-1), "lost idle");
  assertEquals(server.service.counters.get("connections_closed_idle"), 1);
  await server.said(["three", 1]);
  assertEquals(server.recorders[1]!.calls, ["connected", "received three"]);
});

Deno.test("datagramPeers() forgets an address that its protocol closes or that makes it throw, and no other", async () => {
  await using server = serve();
  await turn();
  await server.said(["hi", 1], ["hi", 2], ["hi", 3]);
  assertEquals(await server.said(["bye", 1], ["boom", 2]), []);
  assertEquals(server.recorders.map(({ calls }) => calls.at(-1)), ["lost closed", "lost failed: boom", "received hi"]);
  assertEquals(server.service.lines.filter((line) => line.startsWith("warn")), [
    "warn udp://127.0.0.1:2 is gone: failed: boom",
  ]);
  assertEquals(await server.said(["again", 1], ["again", 2], ["again", 3]), [
    "1 you said again",
    "2 you said again",
    "3 you said again",
  ]);
});

Deno.test("datagramPeers() forgets an address whose protocol cannot begin", async () => {
  const lost: string[] = [];
  const bad = (what: string): Protocol => ({
    connected: () => {
      throw new Error(what);
    },
    received: () => {},
    lost: ({ type }) => void lost.push(type),
  });
  await using server = serve({ protocol: () => bad("not today") });
  await turn();
  await server.said(["one", 1]);
  await server.said(["two", 1]);
  assertEquals(server.system.errors, ["not today", "not today"]);
  assertEquals(lost, ["failed", "failed"]);
});

Deno.test("datagramPeers() sends no answer larger than what was asked, and counts those it does not send", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(100), fc.nat(100), async (asked, answered) => {
      const answer = new Uint8Array(answered).fill(0x61);
      await using server = serve({ admission: () => ({ type: "answer", answer }) });
      await turn();
      server.socket.come(new Uint8Array(asked), udp(1, "192.0.2.1"));
      await turn();
      const fits = answered <= asked;
      assertEquals(server.socket.sent, fits ? [`1 ${text(answer)}`] : []);
      assertEquals(server.service.counters.get("datagrams_dropped_unproved"), fits ? 0 : 1);
      assertEquals(server.recorders.length, 0);
    }),
    { numRuns: 50 },
  );
});

Deno.test("datagramPeers() does as its admission says", async () => {
  await using server = serve({
    admission: (datagram) => {
      const word = text(datagram);
      if (word === "quiet") return { type: "admit" };
      return word === "no" ? { type: "ignore" } : { type: "admit", first: new TextEncoder().encode(`${word}!`) };
    },
  });
  await turn();
  assertEquals(await server.said(["no", 1], ["quiet", 2], ["aloud", 3]), ["3 you said aloud!"]);
  assertEquals(server.recorders.map(({ calls }) => calls), [["connected"], ["connected", "received aloud!"]]);
  // Once admitted, nobody is asked again.
  assertEquals(await server.said(["no", 2]), ["2 you said no"]);
  assertEquals(server.service.counters.get("datagrams_dropped_unproved"), 1);
});

Deno.test("datagramPeers() takes no new address beyond the most it may, until one has gone", async () => {
  await using server = serve({ maxPeers: 2 });
  await turn();
  assertEquals(await server.said(["a", 1], ["b", 2], ["c", 3]), ["1 you said a", "2 you said b"]);
  assertEquals(server.service.counters.get("datagrams_dropped_peers"), 1);
  await server.said(["bye", 1]);
  assertEquals(await server.said(["c", 3]), ["3 you said c"]);
});

Deno.test("datagramPeers() goes on, with peers anew, after its admission has thrown", async () => {
  await using server = serve({
    admission: (first) => {
      if (text(first) === "poison") throw new Error("poison");
      return { type: "admit", first };
    },
  });
  await turn();
  await server.said(["one", 1]);
  await server.said(["poison", 2]);
  await server.clock.advance(20);
  assertEquals(server.recorders[0]!.calls.at(-1), "lost shutdown");
  assertEquals(await server.said(["two", 1]), ["1 you said two"]);
});

Deno.test("datagrams() goes on after a receive that failed, and says so", async () => {
  await using server = serve();
  await turn();
  server.socket.fail(new Error("Connection refused"));
  await turn();
  await server.clock.advance(20);
  assertEquals(await server.said(["one", 1]), ["1 you said one"]);
  assertEquals(server.service.counters.get("datagrams_receive_failed"), 1);
  assertEquals(server.service.lines.filter((line) => line.startsWith("warn")), [
    "warn Cannot receive on udp://127.0.0.1:9001: Error: Connection refused",
  ]);
});

Deno.test("datagrams() that fails leaves the peers alone: they speak through the next socket", async () => {
  await using server = serve();
  await turn();
  await server.said(["one", 1]);
  const { socket } = server;
  Object.assign(server.service.log, {
    warn: () => {
      throw new Error("No space left on device");
    },
  });
  socket.fail(new Error("Bad descriptor"));
  await turn();
  await server.clock.advance(20);
  assertEquals([server.sockets, socket.closed], [2, true]);
  server.recorders[0]!.transport.write("still here");
  await turn();
  assertEquals(server.socket.take(), ["1 still here"]);
  assertEquals(await server.said(["two", 1]), ["1 you said two"]);
  assertEquals(server.recorders.length, 1);
});

Deno.test("datagrams() leaves a datagram to its protocol until the promise has settled that this returned", async () => {
  const gate = Promise.withResolvers<void>();
  const heard: string[] = [];
  await using server = serve({
    protocol: () => ({
      received: async (datagram) => {
        await gate.promise;
        heard.push(text(datagram));
      },
    }),
  });
  await turn();
  await server.said(["one", 1], ["two", 2], ["six", 1]);
  gate.resolve();
  await turn();
  assertEquals(heard.toSorted(), ["one", "six", "two"]);
});

Deno.test("datagrams() counts what comes and goes", async () => {
  await using server = serve();
  await turn();
  await server.said(["12345", 1], ["123", 2]);
  const { datagrams_in, datagrams_out, connections_opened, bytes_in } = server.service.counters.all();
  assertEquals([datagrams_in, datagrams_out, connections_opened, bytes_in], [2, 2, 2, 8]);
});
