import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { System } from "../../actors/mod.ts";
import {
  dialTcp,
  type Protocol,
  type Server,
  serveTcp,
  type ServeTcpOptions,
  type Transport,
} from "../../transports/mod.ts";
import { keptLog } from "../actors/routing/_service.ts";
import { Client } from "../_client.ts";
import { within } from "../_within.ts";

/** Answers each chunk; ends, fails or goes silent when it is told to. */
class Answering implements Protocol {
  readonly #lost: (reason: string) => void;
  #transport!: Transport;

  constructor(lost: (reason: string) => void = () => {}) {
    this.#lost = lost;
  }

  connected(transport: Transport): void {
    this.#transport = transport;
    transport.write("welcome\n");
  }

  received(chunk: Uint8Array): void {
    const text = new TextDecoder().decode(chunk).trim();
    if (text === "boom") throw new Error("boom");
    this.#transport.write(`processed ${text}\n`);
    if (text === "quit") this.#transport.close();
  }

  lost({ type }: { readonly type: string }): void {
    this.#lost(type);
  }
}

function serve(options: Partial<ServeTcpOptions> = {}): Server {
  return serveTcp({ port: 0, protocol: () => new Answering(), ...options });
}

async function dial(server: Server): Promise<Client> {
  return new Client(await dialTcp({ port: server.address.port }));
}

Deno.test("serveTcp() serves every connection with a protocol of its own", async () => {
  const peers: string[] = [];
  await using server = serve({
    protocol: (peer) => {
      peers.push(peer.transport);
      return new Answering();
    },
  });
  await using one = await dial(server);
  await using two = await dial(server);
  assertEquals([await one.line(), await two.line()], ["welcome", "welcome"]);
  await one.send("a");
  assertEquals(await one.line(), "processed a");
  await two.send("quit");
  assertEquals(await two.rest(), "processed quit\n");
  await one.send("b");
  assertEquals(await one.line(), "processed b");
  assertEquals(peers, ["tcp", "tcp"]);
});

Deno.test("serveTcp() lets a connection that fails end alone, and logs why", async () => {
  const { log, lines } = keptLog();
  const system = new System();
  system.events().subscribe(() => {});
  await using _system = system;
  await using server = serve({ log, system });
  await using one = await dial(server);
  await using two = await dial(server);
  await one.line();
  await one.send("boom");
  assertEquals(await one.rest(), "");
  assertEquals(lines.filter((line) => line.startsWith("warn")).map((line) => line.replace(/:\d+/, "")), [
    "warn tcp://127.0.0.1 is gone: failed: boom",
  ]);
  await two.send("still");
  assertEquals(await two.lines(2), ["welcome", "processed still"]);
});

Deno.test("serveTcp() closes a connection too many at once", async () => {
  await using server = serve({ maxConnections: 1 });
  await using one = await dial(server);
  assertEquals(await one.line(), "welcome");
  await using two = await dial(server);
  assertEquals(await two.rest(), "");
});

Deno.test("Server.shutdown() of TCP stops listening, sends what is queued, and tells every protocol", async () => {
  const reasons: string[] = [];
  const size = 3_000_000;
  const protocol = (): Protocol => {
    let transport: Transport;
    return {
      connected: (given) => void (transport = given),
      received: () => void transport.write("x".repeat(size)),
      lost: ({ type }) => void reasons.push(type),
    };
  };
  const server = serve({ protocol, system: new System() });
  await using one = await dial(server);
  await using two = await dial(server);
  await one.send("go");
  await one.bytes(1);
  const over = server.shutdown();
  assertEquals(server.shutdown(), over);
  assertEquals((await one.rest()).length, size - 1);
  assertEquals(await two.rest(), "");
  await over;
  await server.done;
  assertEquals(reasons, ["closed", "closed"]);
  // The address is free.
  await using _next = serve({ port: server.address.port });
});

Deno.test("Server.shutdown() of TCP has freed the address when it resolves, also where nobody was connected", async () => {
  const server = serve();
  await using client = await dial(server);
  await client.line();
  await client.send("quit");
  await client.rest();
  await server.shutdown();
  await serve({ port: server.address.port }).shutdown();
});

Deno.test("serveTcp() that is shut down before it has begun leaves nothing open", async () => {
  const server = serve();
  await within(server.shutdown(), "the end of the server");
  await assertRejects(() => dialTcp({ port: server.address.port }), Deno.errors.ConnectionRefused);
});

Deno.test("serveTcp() ends when its signal aborts, at once where it has aborted already", async () => {
  const abort = new AbortController();
  const server = serve({ signal: abort.signal });
  await using client = await dial(server);
  await client.line();
  abort.abort();
  assertEquals(await client.rest(), "");
  await within(server.done, "the end of the server");
  await within(serve({ signal: abort.signal }).done, "the end of the server");
});

Deno.test("serveTcp() lives in a system that is given, and leaves it running", async () => {
  await using system = new System();
  const server = serve({ system });
  await using client = await dial(server);
  await client.line();
  assertEquals(system.tree().children.length, 1);
  await server.shutdown();
  assertEquals(system.tree().children.length, 0);
  const ref = system.spawn("after", () => () => {});
  assert(ref.tell(undefined as never));
});

Deno.test("serveTcp() refuses an address that is taken and limits that make no sense", async () => {
  await using server = serve();
  assertThrows(() => serve({ port: server.address.port }), Deno.errors.AddrInUse);
  assertThrows(() => serve({ limits: { maxPending: 0 } }), RangeError, "maxPending 0");
});
