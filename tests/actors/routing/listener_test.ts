import { assert, assertEquals } from "@std/assert";
import { dynamicSupervisor, type Ref, type StartChild, supervisor, System } from "../../../actors/mod.ts";
import { Admission } from "../../../actors/routing/admission/admission.ts";
import { connection } from "../../../actors/routing/connection.ts";
import { type Arrival, listener, type ListenerOptions } from "../../../actors/routing/listener.ts";
import type { ConnectionMessage } from "../../../actors/routing/messages.ts";
import type { Protocol } from "../../../actors/routing/protocol.ts";
import type { Service } from "../../../actors/routing/service.ts";
import type { Listener, Peer, Socket } from "../../../actors/routing/socket.ts";
import { CONNECTION_SPEC, LISTENER_RESTARTS } from "../../../actors/routing/tree.ts";
import { ManualClock, turn, underSeeds } from "../../../actors/testing.ts";
import { MemoryListener } from "../../../transports/memory.ts";
import { Client } from "../../_client.ts";
import { keptSystem } from "./_connected.ts";
import { testService } from "./_service.ts";

/** Sends back what it gets. */
function echo(): Protocol {
  let write: (bytes: Uint8Array) => void;
  return {
    connected: (transport) => void (write = (bytes) => transport.write(bytes)),
    received: (chunk) => write(chunk),
  };
}

/** A listener and the connections it starts, as a server has them. */
function serve(
  system: System,
  service: Service,
  open: () => Listener,
  options: Partial<ListenerOptions> = {},
): Ref<never> {
  return system.spawn(
    supervisor(LISTENER_RESTARTS, (self) => {
      const connections = self.spawn(
        "connections",
        dynamicSupervisor(
          { child: CONNECTION_SPEC },
          ({ socket, protocol }: Arrival) => connection(socket, protocol, service),
        ),
      );
      self.spawn("listener", listener({ open, protocol: echo, connections, service, ...options }));
    }),
    { restart: "temporary", shutdown: Infinity },
  );
}

/** A place where nobody can be accepted, but whom the test hands over. */
class BadListener implements Listener {
  readonly address: Peer = { transport: "tcp", hostname: "127.0.0.1", port: 9 };
  readonly #clock: ManualClock;
  readonly triedAt: number[] = [];
  ready: Socket[] = [];
  closed = false;

  constructor(clock: ManualClock) {
    this.#clock = clock;
  }

  accept(): Promise<Socket> {
    this.triedAt.push(this.#clock.now());
    const socket = this.ready.shift();
    return socket === undefined ? Promise.reject(new Error("Too many open files")) : Promise.resolve(socket);
  }

  close(): void {
    this.closed = true;
  }
}

Deno.test("listener() gives each connection an actor with a protocol of its own", async () => {
  await using system = keptSystem();
  const address = new MemoryListener("here");
  serve(system, testService(), () => address);
  await using one = new Client(address.dial());
  await using two = new Client(address.dial());
  await one.send("one\n");
  await two.send("two\n");
  assertEquals([await one.line(), await two.line()], ["one", "two"]);
});

Deno.test("listener() waits longer after each accept that fails, up to a second, and says so", async () => {
  const clock = new ManualClock();
  await using system = keptSystem({ clock });
  const service = testService();
  const bad = new BadListener(clock);
  serve(system, service, () => bad);
  await clock.advance(4_000);
  const waits = bad.triedAt.slice(1).map((at, i) => at - bad.triedAt[i]!);
  assertEquals(waits, [5, 10, 20, 40, 80, 160, 320, 640, 1_000, 1_000]);
  assertEquals(service.counters.get("accepts_failed"), 11);
  assertEquals(service.lines[0], "warn Cannot accept on tcp://127.0.0.1:9: Too many open files");
});

Deno.test("listener() begins with short waits again after an accept that succeeded", async () => {
  const clock = new ManualClock();
  await using system = keptSystem({ clock });
  const bad = new BadListener(clock);
  serve(system, testService(), () => bad);
  await clock.advance(100);
  const address = new MemoryListener("here");
  await using client = new Client(address.dial());
  bad.ready.push(await address.accept());
  bad.triedAt.length = 0;
  await clock.advance(80);
  const [first, second, third] = bad.triedAt;
  assertEquals([second! - first!, third! - second!], [0, 5]);
  await client.send("hello\n");
  await turn();
  assertEquals(await client.line(), "hello");
});

Deno.test("listener() refuses a connection too many with a line of reason, and takes one again when one has gone", async () => {
  await using system = keptSystem();
  const service = testService();
  const address = new MemoryListener("here");
  const refusal = (reason: string) => new TextEncoder().encode(`! ${reason}\n`);
  serve(system, service, () => address, { maxConnections: () => 2, refusal });
  const one = new Client(address.dial());
  await using two = new Client(address.dial());
  await using three = new Client(address.dial());
  assertEquals(await three.rest(), "! maximum connections exceeded: wanted at most 2\n");
  assertEquals(service.counters.get("connections_refused"), 1);
  assertEquals(service.lines.at(-1), "warn memory:here is refused: maximum connections exceeded: wanted at most 2");
  await one[Symbol.asyncDispose]();
  await turn();
  await using four = new Client(address.dial());
  await four.send("four\n");
  assertEquals(await four.line(), "four");
  await two.send("two\n");
  assertEquals(await two.line(), "two");
});

Deno.test("listener() refuses a connection too many from one address, and takes one again when one has gone", async () => {
  await using system = keptSystem();
  const service = { ...testService(), admission: new Admission({ maxPerAddress: 1 }, () => 0) };
  const address = new MemoryListener("here");
  const refusal = (reason: string) => new TextEncoder().encode(`${reason}\n`);
  serve(system, service, () => address, { refusal });
  const one = new Client(address.dial());
  await using two = new Client(address.dial());
  assertEquals(await two.rest(), "maximum connections from one address exceeded: wanted at most 1\n");
  assertEquals(service.counters.get("connections_refused_per_address"), 1);
  await one[Symbol.asyncDispose]();
  await turn();
  await using three = new Client(address.dial());
  await three.send("three\n");
  assertEquals(await three.line(), "three");
});

Deno.test("listener() lets those wait who come too fast, and refuses none of them", async () => {
  const clock = new ManualClock();
  await using system = keptSystem({ clock });
  const service = { ...testService(), admission: new Admission({ acceptRate: 10 }, () => clock.now()) };
  const address = new MemoryListener("here");
  serve(system, service, () => address);
  const clients = Array.from({ length: 13 }, () => new Client(address.dial()));
  await turn();
  // Ten at once, and the one whose turn it was when that was too much.
  assertEquals(service.counters.get("connections_admitted"), 11);
  await clock.advance(100);
  assertEquals(service.counters.get("connections_admitted"), 12);
  await clock.advance(100);
  assertEquals(service.counters.get("connections_admitted"), 13);
  assertEquals(service.counters.get("connections_refused"), 0);
  for (const client of clients) await client[Symbol.asyncDispose]();
});

Deno.test("listener() closes what it refuses where there is no way to say why", async () => {
  await using system = keptSystem();
  const address = new MemoryListener("here");
  serve(system, testService(), () => address, { maxConnections: () => 0 });
  await using client = new Client(address.dial());
  assertEquals(await client.rest(), "");
});

Deno.test("listener() does not count a connection that never came to be, or that failed, as one that is open", async () => {
  await using system = keptSystem();
  const service = testService();
  const address = new MemoryListener("here");
  const bad = [
    () => {
      throw new Error("no protocol");
    },
    (): Protocol => ({
      connected: () => {
        throw new Error("no connection");
      },
      received: () => {},
    }),
  ];
  serve(system, service, () => address, { maxConnections: () => 1, protocol: () => (bad.shift() ?? echo)() });
  for (let i = 0; i < 2; i++) {
    await using client = new Client(address.dial());
    assertEquals(await client.rest(), "");
  }
  await using client = new Client(address.dial());
  await client.send("hello\n");
  assertEquals(await client.line(), "hello");
});

Deno.test("listener() refuses where the supervisor of connections takes no more", async () => {
  await using system = keptSystem();
  const service = testService();
  const address = new MemoryListener("here");
  const gone = system.spawn<StartChild<Arrival, ConnectionMessage>>(() => () => {});
  system.stop(gone);
  await system.stopped(gone);
  const refusal = (reason: string) => new TextEncoder().encode(`${reason}\n`);
  serve(system, service, () => address, { connections: gone, maxConnections: () => 1, refusal });
  for (let i = 0; i < 2; i++) {
    await using client = new Client(address.dial());
    assertEquals(await client.rest(), "the server is too busy\n");
  }
});

Deno.test("listener() leaves open connections alone when it fails, and listens again", async () => {
  const clock = new ManualClock();
  await using system = keptSystem({ clock });
  const service = testService();
  const addresses: MemoryListener[] = [];
  const open = () => {
    const address = new MemoryListener("here");
    addresses.push(address);
    return address;
  };
  let fails = true;
  const refusal = () => {
    if (!fails) return new Uint8Array();
    fails = false;
    throw new Error("boom");
  };
  serve(system, service, open, { maxConnections: () => 1, refusal });
  await turn();
  await using client = new Client(addresses[0]!.dial());
  await turn();
  await using refused = new Client(addresses[0]!.dial());
  await turn();
  assertEquals(system.errors, ["boom"]);
  assertEquals(await refused.rest(), "");
  await clock.advance(20);
  assertEquals(addresses.length, 2);
  await client.send("still here\n");
  assertEquals(await client.line(), "still here");
  await client[Symbol.asyncDispose]();
  await turn();
  await using next = new Client(addresses[1]!.dial());
  await next.send("next\n");
  assertEquals(await next.line(), "next");
});

Deno.test("listener() closes its address when it ends", async () => {
  const clock = new ManualClock();
  await using system = keptSystem({ clock });
  const bad = new BadListener(clock);
  const ref = serve(system, testService(), () => bad);
  await turn();
  system.stop(ref);
  await system.stopped(ref);
  assert(bad.closed);
});

Deno.test("listener() tries again with waits when its address cannot be opened again", async () => {
  const clock = new ManualClock();
  await using system = keptSystem({ clock });
  const address = new MemoryListener("here");
  let openings = 0;
  const open = () => {
    openings++;
    if (openings === 1) return { ...new BadListener(clock), address: address.address, accept: dead, close: () => {} };
    if (openings < 4) throw new Error("Address in use");
    return address;
  };
  const service = testService();
  const log = { ...service.log, warn: () => fail() };
  serve(system, { ...service, log }, open);
  await clock.advance(20);
  assertEquals(openings, 4);
  await using client = new Client(address.dial());
  await client.send("hello\n");
  assertEquals(await client.line(), "hello");
});

function dead(): Promise<never> {
  return Promise.reject(new Error("The address is gone"));
}

/** A log that cannot be written to. */
function fail(): never {
  throw new Error("No space left on device");
}

Deno.test("listener() leaves no socket open when the server ends while clients connect, under any schedule", async () => {
  await underSeeds(async (scheduler, seed) => {
    const system = new System({ scheduler });
    const service = testService();
    const address = new MemoryListener("here");
    const ref = serve(system, service, () => address);
    await turn();
    const sockets: Socket[] = [];
    const dialler = system.spawn<number>((self) => (left) => {
      if (left === seed % 4) system.stop(ref);
      try {
        sockets.push(address.dial());
      } catch {
        return;
      }
      if (left > 0) self.ref.tell(left - 1);
    });
    dialler.tell(6);
    await system.stopped(ref);
    await turn();
    const ends = sockets.map((socket) => socket.read(new Uint8Array(1)).then(String, () => "broken"));
    const open = Symbol("open");
    const outcomes = await Promise.all(ends.map((end) => Promise.race([end, turn().then(() => open)])));
    assertEquals(outcomes.filter((outcome) => outcome === open).length, 0, `of ${sockets.length} sockets`);
    const { counters } = service;
    assertEquals(counters.get("connections_released"), counters.get("connections_admitted"));
    await system.shutdown();
  }, { seeds: 20 });
});
