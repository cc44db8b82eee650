import { assertEquals, assertRejects } from "@std/assert";
import {
  dialTcp,
  dialTls,
  type Protocol,
  secureClient,
  serveTcp,
  type Socket,
  type Transport,
} from "../../transports/mod.ts";
import { Client } from "../_client.ts";
import { alice, authority, ca, connected, hear, listening, say, server, stranger } from "./_tls.ts";

Deno.test("listenTls() and dialTls() carry bytes both ways, and say that it is TLS", async () => {
  using served = listening();
  const [near, far] = await connected(served.listener);
  await say(near, "there");
  assertEquals(await hear(far), "there");
  await say(far, "and back");
  assertEquals(await hear(near), "and back");
  assertEquals([near.peer.transport, far.peer.transport, served.listener.address.transport], ["tls", "tls", "tls"]);
  near.close();
  assertEquals(await hear(far), null);
  far.close();
});

Deno.test("dialTls() refuses a server of an unknown authority, of another name, or whose time is over", async () => {
  const old = await authority.sign({ days: -1 });
  const elsewhere = await authority.sign({ subject: "/CN=example.com", names: "DNS:example.com" });
  for (const [pair, trusted] of [[server, stranger.cert], [elsewhere, ca], [old, ca]] as const) {
    using served = listening(pair);
    const accepting = served.listener.accept();
    await assertRejects(() => dialTls({ port: served.listener.address.port, ca: trusted }));
    await assertRejects(() => accepting.then((far) => far.read(new Uint8Array(1))));
    (await accepting).close();
  }
});

Deno.test("dialTls() takes a server whose certificate has the name that it is told", async () => {
  using served = listening(await authority.sign({ subject: "/CN=x", names: "DNS:node-1.example.com" }));
  const [near, far] = await connected(served.listener, { serverName: "node-1.example.com" });
  await say(near, "hello");
  assertEquals(await hear(far), "hello");
  near.close();
  far.close();
});

Deno.test("dialTls() gives up in the handshake when its signal aborts, and when the server says nothing for too long", async () => {
  const silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const giveUp = new AbortController();
  const dialling = dialTls({ port: silent.addr.port, ca, signal: giveUp.signal });
  const first = await silent.accept();
  giveUp.abort(new Error("enough"));
  await assertRejects(() => dialling, Error, "enough");
  const late = dialTls({ port: silent.addr.port, ca, timeout: 20 });
  await assertRejects(() => late, Error, "The handshake was not done in 20 ms");
  const second = await silent.accept();
  first.close();
  second.close();
  silent.close();
});

Deno.test("serveTcp() with tls speaks TLS at once, or when the protocol says so", async () => {
  const protocol = (): Protocol => {
    let transport: Transport;
    return {
      connected: (given) => void (transport = given).write("hello "),
      received: (chunk) => {
        transport.write(chunk);
        transport.write(`${transport.peer.transport} ${transport.peer.certificate?.commonName}`);
        transport.close();
      },
    };
  };
  const tls = { ...server, ca, verify: "required" as const };
  await using first = serveTcp({ port: 0, protocol, tls });
  const client = new Client(await dialTls({ port: first.address.port, ca, ...alice }));
  await client.send("you ");
  assertEquals(await client.rest(), "hello you tls alice");
  await client[Symbol.asyncDispose]();

  await using later = serveTcp({
    port: 0,
    tls,
    handshake: "later",
    protocol: () => {
      const inner = protocol();
      return { ...inner, connected: (transport) => (inner.connected!(transport), transport.secure!()) };
    },
  });
  const plain = await dialTcp({ port: later.address.port });
  assertEquals(await hear(plain), "hello ");
  await using upgraded = new Client(secured(plain));
  await upgraded.send("you ");
  assertEquals(await upgraded.rest(), "you tls alice");
});

function secured(plain: Socket): Socket {
  const socket = secureClient(plain, "localhost", { ca, ...alice });
  socket.secure!().catch(() => {});
  return socket;
}
