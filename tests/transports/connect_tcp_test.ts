import { assertEquals, assertRejects } from "@std/assert";
import { connectTcp, type Protocol, serveTcp, type Transport } from "../../transports/mod.ts";
import { System } from "../../actors/mod.ts";
import { Authority } from "../_certificates.ts";
import { within } from "../_within.ts";

/** Greets, keeps what it hears, and knows why it ended. */
class Greeter implements Protocol {
  readonly #greeting: string;
  readonly ended = Promise.withResolvers<string>();
  transport!: Transport;
  heard = "";

  constructor(greeting: string) {
    this.#greeting = greeting;
  }

  connected(transport: Transport): void {
    this.transport = transport;
    transport.write(this.#greeting);
  }

  received(chunk: Uint8Array): void {
    this.heard += new TextDecoder().decode(chunk);
    if (this.heard.endsWith("bye")) this.transport.close();
  }

  lost({ type }: { readonly type: string }): void {
    this.ended.resolve(type);
  }
}

Deno.test("connectTcp() runs a protocol at its end of a connection, until the other closes it", async () => {
  const server = new Greeter("hello");
  const client = new Greeter("good day, bye");
  await using serving = serveTcp({ port: 0, protocol: () => server });
  const connection = await connectTcp({ port: serving.address.port, protocol: () => client });
  assertEquals(connection.peer, serving.address);
  await within(connection.done, "the end of the connection");
  assertEquals([server.heard, client.heard], ["good day, bye", "hello"]);
  assertEquals([await server.ended.promise, await client.ended.promise], ["closed", "ended"]);
});

Deno.test("connectTcp() sends what is queued before it is shut down, in a system that goes on", async () => {
  await using system = new System();
  const server = new Greeter("");
  const client = new Greeter("x".repeat(100_000));
  await using serving = serveTcp({ port: 0, protocol: () => server, system });
  const connection = await connectTcp({ port: serving.address.port, protocol: () => client, system });
  await connection.shutdown();
  assertEquals(await within(server.ended.promise, "the end"), "ended");
  assertEquals(server.heard.length, 100_000);
  assertEquals(system.tree().children.length, 1);
});

Deno.test("connectTcp() with tls speaks to servers that are who they should be, and to no others", async () => {
  const authority = await Authority.make();
  const { cert, key } = await authority.sign();
  const server = new Greeter("hello");
  const client = new Greeter("bye");
  await using serving = serveTcp({ port: 0, protocol: () => server, tls: { cert, key } });
  const options = { port: serving.address.port, protocol: () => client };
  await assertRejects(() => connectTcp({ ...options, tls: {} }));
  await assertRejects(() => connectTcp({ ...options, tls: { ca: authority.cert, serverName: "elsewhere" } }));
  const connection = await connectTcp({ ...options, tls: { ca: authority.cert } });
  await within(connection.done, "the end of the connection");
  assertEquals([server.heard, client.heard], ["bye", "hello"]);
});

Deno.test("connectTcp() ends with its signal", async () => {
  const controller = new AbortController();
  await using serving = serveTcp({ port: 0, protocol: () => new Greeter("") });
  const { signal } = controller;
  const client = new Greeter("");
  const connection = await connectTcp({ port: serving.address.port, protocol: () => client, signal });
  controller.abort();
  await within(connection.done, "the end of the connection");
  assertEquals(await client.ended.promise, "closed");
});

Deno.test("connectTcp() rejects where nobody listens, and where there is no protocol", async () => {
  const serving = serveTcp({ port: 0, protocol: () => new Greeter("") });
  const { port } = serving.address;
  const protocol = () => {
    throw new Error("no protocol today");
  };
  await assertRejects(() => connectTcp({ port, protocol }), Error, "no protocol today");
  await serving.shutdown();
  await assertRejects(() => connectTcp({ port, protocol }), Deno.errors.ConnectionRefused);
});
