import { assertEquals, assertThrows } from "@std/assert";
import {
  listenUdp,
  type Protocol,
  type Server,
  serveUdp,
  type ServeUdpOptions,
  type Transport,
} from "../../transports/mod.ts";
import { UdpClient } from "../_udp_client.ts";
import { within } from "../_within.ts";

/** Answers each datagram; ends when it is told to. */
class Answering implements Protocol {
  readonly #lost: (reason: string) => void;
  #transport!: Transport;

  constructor(lost: (reason: string) => void = () => {}) {
    this.#lost = lost;
  }

  connected(transport: Transport): void {
    this.#transport = transport;
  }

  received(chunk: Uint8Array): void {
    const text = new TextDecoder().decode(chunk);
    this.#transport.write(`processed ${text}`);
    if (text === "quit") this.#transport.close();
  }

  lost({ type }: { readonly type: string }): void {
    this.#lost(type);
  }
}

function serve(options: Partial<ServeUdpOptions> = {}): Server {
  return serveUdp({ port: 0, protocol: () => new Answering(), ...options });
}

Deno.test("serveUdp() serves every address with a protocol of its own, a datagram at a time", async () => {
  let made = 0;
  await using server = serve({ protocol: () => (made++, new Answering()) });
  using one = new UdpClient(server.address.port);
  using two = new UdpClient(server.address.port);
  for (const [client, text] of [[one, "a"], [two, "b"], [one, "c"]] as const) {
    await client.send(text);
    assertEquals(await client.next(), `processed ${text}`);
  }
  assertEquals(made, 2);
  await one.send("quit");
  assertEquals(await one.next(), "processed quit");
  await one.send("again");
  assertEquals(await one.next(), "processed again");
  assertEquals(made, 3);
});

Deno.test("serveUdp() forgets an address that is silent", async () => {
  const lost = Promise.withResolvers<string>();
  await using server = serve({ idle: 20, protocol: () => new Answering(lost.resolve) });
  using client = new UdpClient(server.address.port);
  await client.send("a");
  await client.next();
  assertEquals(await within(lost.promise, "the end of the peer"), "idle");
});

Deno.test("serveUdp() asks its admission about every new address", async () => {
  const answer = new TextEncoder().encode("who?");
  await using server = serve({
    admission: (datagram) => datagram.length === 7 ? { type: "admit", first: datagram } : { type: "answer", answer },
  });
  using client = new UdpClient(server.address.port);
  await client.send("hello");
  assertEquals(await client.next(), "who?");
  await client.send("it's me");
  assertEquals(await client.next(), "processed it's me");
  await client.send("hello");
  assertEquals(await client.next(), "processed hello");
});

Deno.test("Server.shutdown() of UDP ends every peer and closes the address", async () => {
  const lost = Promise.withResolvers<string>();
  const server = serve({ protocol: () => new Answering(lost.resolve) });
  using client = new UdpClient(server.address.port);
  await client.send("a");
  await client.next();
  await within(server.shutdown(), "the end of the server");
  assertEquals(await lost.promise, "closed");
  listenUdp({ port: server.address.port }).close();
});

Deno.test("serveUdp() that is shut down before it has begun leaves nothing open", async () => {
  await within(serve().shutdown(), "the end of the server");
});

Deno.test("serveUdp() refuses an address that is taken", async () => {
  await using server = serve();
  assertThrows(() => serve({ port: server.address.port }), Deno.errors.AddrInUse);
});
