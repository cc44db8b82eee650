import { assert, assertEquals, assertFalse } from "@std/assert";
import { connection } from "../../../actors/routing/connection.ts";
import { Counters } from "../../../actors/routing/counters.ts";
import type { Exchange, RoutedProtocol } from "../../../actors/routing/exchange.ts";
import type { RouterMessage } from "../../../actors/routing/messages.ts";
import { lostText, type Protocol, type Transport } from "../../../actors/routing/protocol.ts";
import { router } from "../../../actors/routing/router.ts";
import { Subscription } from "../../../actors/routing/subscription.ts";
import { CONNECTION_SPEC } from "../../../actors/routing/tree.ts";
import { ManualClock, turn } from "../../../actors/testing.ts";
import { within } from "../../_within.ts";
import { connect, connectSocket, keptSystem } from "./_connected.ts";
import { Recorder } from "./_recorder.ts";
import { testService } from "./_service.ts";
import { HeldSocket, ScriptedSocket } from "./_stream.ts";

Deno.test("connection() calls connected first, received for what comes, lost last", async () => {
  await using system = keptSystem();
  const recorder = new Recorder();
  const { socket } = connectSocket(system, testService(), () => recorder);
  await socket.write(new TextEncoder().encode("one"));
  await turn();
  await socket.write(new TextEncoder().encode("two"));
  await turn();
  socket.close();
  assertEquals((await recorder.over).type, "ended");
  assertEquals(recorder.calls, ["connected", "received one", "received two", "lost ended by the peer"]);
});

Deno.test("connection() hands over the next chunk only when the promise of the last one has settled", async () => {
  await using system = keptSystem();
  const gate = Promise.withResolvers<void>();
  const recorder = new Recorder((text) => text === "one" ? gate.promise : undefined);
  const { socket } = connectSocket(system, testService(), () => recorder);
  await socket.write(new TextEncoder().encode("one"));
  await turn();
  await socket.write(new TextEncoder().encode("two"));
  await turn();
  assertEquals(recorder.calls, ["connected", "received one"]);
  gate.resolve();
  await turn();
  assertEquals(recorder.calls, ["connected", "received one", "received two"]);
  socket.close();
});

for (
  const [how, protocol] of [
    ["throws", () =>
      new Recorder(() => {
        throw new Error("boom");
      })],
    ["rejects", () => new Recorder(() => Promise.reject(new Error("boom")))],
  ] as const
) {
  Deno.test(`connection() ends when received ${how}, and nobody else notices`, async () => {
    await using system = keptSystem();
    const service = testService();
    const failing: Recorder = protocol();
    const one = connect(system, service, () => failing);
    const two = connect(system, service, () => new Recorder((text, transport) => void transport.write(text)));
    await using _one = one.client;
    await using client = two.client;
    await one.client.send("go");
    assertEquals(await one.client.rest(), "");
    assertEquals(failing.calls, ["connected", "received go", "lost failed: boom"]);
    assertEquals(service.lines.filter((line) => line.startsWith("warn")), ["warn memory:test is gone: failed: boom"]);
    assertEquals(system.errors, ["boom"]);
    await client.send("still here\n");
    assertEquals(await client.line(), "still here");
  });
}

Deno.test("connection() ends when connected throws, and says so to the protocol", async () => {
  await using system = keptSystem();
  const recorder = new Recorder();
  const { client } = connect(system, testService(), () =>
    Object.assign(recorder, {
      connected: () => {
        throw new Error("not today");
      },
    }));
  await using _client = client;
  assertEquals(await client.rest(), "");
  assertEquals(lostText(await recorder.over), "failed: not today");
});

Deno.test("connection() closes the socket when connected and lost throw", async () => {
  await using system = keptSystem();
  const fails = () => {
    throw new Error("no");
  };
  const { client } = connect(system, testService(), () => ({ connected: fails, received: fails, lost: fails }));
  await using _client = client;
  assertEquals(await client.rest(), "");
});

Deno.test("connection() closes the socket when no protocol can be made", async () => {
  await using system = keptSystem();
  const { client } = connect(system, testService(), () => {
    throw new Error("no protocol");
  });
  await using _client = client;
  assertEquals(await client.rest(), "");
  assertEquals(system.errors, ["no protocol"]);
});

Deno.test("connection() refuses a routed protocol where there is no router", async () => {
  await using system = keptSystem();
  const protocol: RoutedProtocol = { attached: () => {}, received: () => {}, delivered: () => {} };
  const { client } = connect(system, testService(), () => protocol);
  await using _client = client;
  assertEquals(await client.rest(), "");
  assertEquals(system.errors, ["Cannot route for a connection of a service without a router"]);
});

Deno.test("connection() closes the socket when lost throws", async () => {
  await using system = keptSystem();
  const protocol: Protocol = {
    received: () => {
      throw new Error("first");
    },
    lost: () => {
      throw new Error("second");
    },
  };
  const { client } = connect(system, testService(), () => protocol);
  await using _client = client;
  await client.send("go");
  assertEquals(await client.rest(), "");
  assertEquals(system.errors, ["first", "second"]);
});

Deno.test("connection() takes what received returns for nothing unless it is a promise", async () => {
  await using system = keptSystem();
  let echo: (chunk: Uint8Array) => void;
  const { client } = connect(system, testService(), () => ({
    connected: (transport) => void (echo = (chunk) => transport.write(chunk)),
    received: (chunk) => echo(chunk),
  }));
  await using _client = client;
  for (const line of ["one", "two"]) {
    await client.send(`${line}\n`);
    assertEquals(await client.line(), line);
  }
});

Deno.test("Transport.write() copies what it is given, and keeps the order of all that is written", async () => {
  await using system = keptSystem();
  const recorder = new Recorder((_, transport) => {
    const bytes = new Uint8Array([0x61, 0x62, 0x63, 0x64]);
    transport.write(bytes);
    bytes.fill(0x78);
    const kept = new Uint8Array([0x61, 0x62, 0x63, 0x64]);
    transport.writePart(kept, 1, 2);
    transport.writePart(kept, 2, 3);
    transport.writePart(kept, 0, 1);
    transport.write("é");
  });
  const { client } = connect(system, testService(), () => recorder);
  await using _client = client;
  await client.send("go");
  assertEquals(await client.bytes(9), "abcdbca\xc3\xa9");
});

Deno.test("Transport.close() sends what is queued, then ends the connection; nothing more is received", async () => {
  await using system = keptSystem();
  const size = 300_000;
  const recorder = new Recorder((_, transport) => {
    assert(transport.write("x".repeat(size)));
    transport.close();
    assertFalse(transport.write("after"));
  });
  const { client, ref } = connect(system, testService(), () => recorder);
  await using _client = client;
  await client.send("go");
  assertEquals((await client.rest()).length, size);
  await system.stopped(ref);
  assertEquals(recorder.calls, ["connected", "received go", "lost closed"]);
});

Deno.test("Transport.close() in connected ends the connection behind what was written", async () => {
  await using system = keptSystem();
  const protocol = {
    connected: (transport: Recorder["transport"]) => {
      transport.write("bye\n");
      transport.close();
    },
    received: () => {},
  };
  const { client } = connect(system, testService(), () => protocol);
  await using _client = client;
  assertEquals(await client.rest(), "bye\n");
});

Deno.test("Transport.abort() ends the connection at once", async () => {
  await using system = keptSystem();
  const recorder = new Recorder((_, transport) => {
    transport.write("never sent");
    transport.abort();
  });
  const { client } = connect(system, testService(), () => recorder);
  await using _client = client;
  await client.send("go");
  assertEquals(await client.rest(), "");
  assertEquals(recorder.calls.at(-1), "lost aborted");
});

Deno.test("Transport is dead once the connection is over, whoever still holds it", async () => {
  await using system = keptSystem();
  const recorder = new Recorder();
  const { client, ref } = connect(system, testService(), () => recorder);
  await using _client = client;
  await turn();
  system.stop(ref);
  await system.stopped(ref);
  assertFalse(recorder.transport.write("hello"));
  recorder.transport.close();
  recorder.transport.abort();
  await turn();
  assertEquals(await client.rest(), "");
});

for (const after of ["message", "kill"] as const) {
  Deno.test(`connection() that is stopped (${after}) while it reads closes its socket and harms nothing`, async () => {
    await using system = keptSystem();
    const recorder = new Recorder();
    const { client, ref } = connect(system, testService(), () => recorder);
    await using _client = client;
    await turn();
    system.stop(ref, { after });
    assertEquals(await client.rest(), "");
    // What the pending read comes to reaches nobody.
    await turn();
    assertEquals(recorder.calls, ["connected", `lost ${after === "kill" ? "killed" : "shutdown"}`]);
    assertEquals(system.errors, []);
  });
}

Deno.test("connection() that fails while it reads closes its socket and harms nothing", async () => {
  await using system = keptSystem();
  const recorder = new Recorder();
  const { client, ref } = connect(system, testService(), () => recorder);
  await using _client = client;
  await turn();
  ref.tell({
    type: "settled",
    run: () => {
      throw new Error("boom");
    },
  });
  assertEquals(await client.rest(), "");
  await turn();
  assertEquals(recorder.calls, ["connected", "lost failed: boom"]);
});

Deno.test("connection() waits for a peer that does not read no longer than `linger`", async () => {
  await using system = keptSystem();
  const recorder = new Recorder((_, transport) => {
    transport.write("x".repeat(1_000_000));
    transport.close();
  });
  const { socket, ref } = connectSocket(system, testService({ limits: { linger: 20 } }), () => recorder);
  await socket.write(new Uint8Array(1));
  await within(system.stopped(ref), "the end of the connection");
  // The write that was under way fails now; nobody is left to hear of it.
  await turn();
  assertEquals(recorder.calls.at(-1), "lost closed");
  socket.close();
});

Deno.test("connection() drops a peer that does not read what it is sent, and says so in the log", async () => {
  await using system = keptSystem();
  const service = testService({ limits: { maxPending: 100_000 } });
  const recorder = new Recorder((_, transport) => {
    for (let i = 0; i < 20; i++) transport.write("x".repeat(10_000));
  });
  const { socket, ref } = connectSocket(system, service, () => recorder);
  await socket.write(new Uint8Array(1));
  await within(system.stopped(ref), "the end of the connection");
  const words = "too slow: more than 100000 bytes wait to be sent";
  assertEquals(recorder.calls.at(-1), `lost ${words}`);
  assert(service.lines.includes(`warn memory:test is gone: ${words}`));
  assertEquals(service.counters.get("connections_closed_slow"), 1);
  socket.close();
});

Deno.test("connection() is broken when a read fails", async () => {
  await using system = keptSystem();
  const recorder = new Recorder();
  const socket = new ScriptedSocket(["one", new Error("reset")]);
  const ref = system.spawn(connection(socket, () => recorder, testService()), CONNECTION_SPEC);
  await within(system.stopped(ref), "the end of the connection");
  assertEquals(recorder.calls, ["connected", "received one", "lost broken: reset"]);
  assert(socket.closed);
});

Deno.test("connection() is broken when a write fails", async () => {
  await using system = keptSystem();
  const recorder = new Recorder();
  const socket = new HeldSocket();
  const ref = system.spawn(connection(socket, () => recorder, testService()), CONNECTION_SPEC);
  await turn();
  recorder.transport.write("hello");
  await socket.fail(new Error("reset"));
  await within(system.stopped(ref), "the end of the connection");
  assertEquals(recorder.calls, ["connected", "lost broken: reset"]);
  assert(socket.closed);
});

Deno.test("connection() answers what was asked before the peer ended its half", async () => {
  await using system = keptSystem();
  const ref = system.spawn("router", router({ counters: new Counters() }));
  const asker = (): RoutedProtocol => {
    let exchange: Exchange;
    let transport: Transport;
    return {
      attached: (given) => void (exchange = given),
      connected: (given) => void (transport = given),
      delivered: () => {},
      received: () => {
        exchange.subscribe(new Subscription("a", exchange.ref, { listed: true }));
        exchange.label("Ada");
        exchange.who("a", (labels) => transport.write(`who ${labels}\n`));
        exchange.subjects("", (subjects) => transport.write(`subjects ${subjects.length}\n`));
        exchange.fence(() => transport.write("fence\n"));
      },
    };
  };
  const socket = new ScriptedSocket(["go", null]);
  const own = system.spawn(connection(socket, asker, testService({ router: ref })), CONNECTION_SPEC);
  await within(system.stopped(own), "the end of the connection");
  assertEquals(socket.written.split("\n").toSorted(), ["", "fence", "subjects 1", "who Ada"]);
});

Deno.test("connection() waits for answers no longer than `linger` when the peer has ended its half", async () => {
  const clock = new ManualClock();
  await using system = keptSystem({ clock });
  const mute = system.spawn<RouterMessage>(() => () => {});
  const protocol: RoutedProtocol = {
    attached: (exchange) => exchange.fence(() => {}),
    delivered: () => {},
    received: () => {},
  };
  const service = testService({ router: mute, limits: { linger: 50 } });
  const ref = system.spawn(connection(new ScriptedSocket([null]), () => protocol, service), CONNECTION_SPEC);
  await clock.advance(49);
  assertEquals(service.counters.get("connections_closed"), 0);
  await clock.advance(1);
  assertEquals(service.counters.get("connections_closed_ended"), 1);
  await system.stopped(ref);
});

Deno.test("connection() counts what it does", async () => {
  await using system = keptSystem();
  const service = testService();
  const { client, ref } = connect(system, service, () => new Recorder());
  await client.send("12345");
  await turn();
  await client[Symbol.asyncDispose]();
  await system.stopped(ref);
  const { connections_opened, connections_closed, connections_closed_ended, bytes_in } = service.counters.all();
  assertEquals([connections_opened, connections_closed, connections_closed_ended, bytes_in], [1, 1, 1, 5]);
});
