import { assertEquals, assertMatch } from "@std/assert";
import { makeUserKeys } from "../../server/auth/nkeys.ts";
import { Authority } from "../_certificates.ts";
import { HubServer } from "./_hub.ts";
import { FULL, LeafNode } from "./_leaf_node.ts";
import { REFERENCE } from "./_nats_reference.ts";
import { connect, temporary } from "./_nats_server.ts";

const ignore = !REFERENCE;

/** A hub that wants TLS of its leafs, with a certificate of an authority. */
async function secureHub(authority: Authority, path: string, verify = ""): Promise<HubServer> {
  const { cert, key } = await authority.sign();
  await Deno.writeTextFile(`${path}/cert`, cert);
  await Deno.writeTextFile(`${path}/key`, key);
  await Deno.writeTextFile(`${path}/ca`, authority.cert);
  return await HubServer.start("", `tls { cert_file: "${path}/cert", key_file: "${path}/key"\n${verify} }`);
}

async function carries(hub: HubServer, node: LeafNode): Promise<void> {
  await using above = await connect(hub.port, FULL);
  await using below = await node.client();
  await below.send("SUB down 1\r\n");
  await above.send("SUB up 1\r\n");
  await hub.knows("down");
  await node.knows("up");
  const large = "x".repeat(200_000);
  await below.send(`PUB up ${large.length}\r\n${large}\r\n`);
  assertEquals(await above.line(), `MSG up 1 ${large.length}\r`);
  assertEquals(await above.line(), `${large}\r`);
  await above.send(`PUB down ${large.length}\r\n${large}\r\n`);
  assertEquals(await below.line(), `MSG down 1 ${large.length}\r`);
  assertEquals(await below.line(), `${large}\r`);
}

Deno.test({
  name: "a leaf goes on in TLS where the hub says so, whatever the URL says",
  ignore,
  fn: async () => {
    using directory = temporary();
    const authority = await Authority.make();
    await using hub = await secureHub(authority, directory.path);
    const tls = { ca: authority.cert };
    {
      await using node = await LeafNode.start({ urls: [hub.url], tls });
      await carries(hub, node);
    }
    await using _node = await LeafNode.start({ urls: [`tls://localhost:${hub.leafPort}`], tls });
  },
});

Deno.test({
  name: "a leaf shows its certificate to a hub that wants one",
  ignore,
  fn: async () => {
    using directory = temporary();
    const authority = await Authority.make();
    const own = await authority.sign({ subject: "/CN=node", names: "" });
    const verify = `ca_file: "${directory.path}/ca", verify: true`;
    await using hub = await secureHub(authority, directory.path, verify);
    await using node = await LeafNode.start({ urls: [hub.url], tls: { ca: authority.cert, ...own } });
    await carries(hub, node);
  },
});

Deno.test({
  name: "a leaf says nothing to a hub whose certificate is not that of whom it dialled",
  ignore,
  fn: async () => {
    using directory = temporary();
    const authority = await Authority.make();
    await using hub = await secureHub(authority, directory.path);
    const other = await Authority.make("Another CA");
    await using node = await LeafNode.start(
      { urls: [`nats://u:secret@127.0.0.1:${hub.leafPort}`], tls: { ca: other.cert } },
      {},
      false,
    );
    assertMatch(await node.logged(/Cannot link/), /certificate/);
    await using named = await LeafNode.start(
      { urls: [hub.url], tls: { ca: authority.cert, serverName: "elsewhere.example" } },
      {},
      false,
    );
    assertMatch(await named.logged(/Cannot link/), /name|altnames/i);
    assertEquals(await hub.leafs(), []);
  },
});

Deno.test({
  name: "a leaf with a tls URL does not speak in the clear to a hub that offers no more",
  ignore,
  fn: async () => {
    await using hub = await HubServer.start();
    await using node = await LeafNode.start({ urls: [`tls://127.0.0.1:${hub.leafPort}`] }, {}, false);
    assertMatch(await node.logged(/Cannot link/), /Cannot link to tls:\/\/127.0.0.1:\d+: it speaks no TLS/);
  },
});

Deno.test({
  name: "a leaf signs with its key where the hub knows it, and is refused where it does not",
  ignore,
  fn: async () => {
    const keys = await makeUserKeys();
    await using hub = await HubServer.start(`authorization { users: [{ nkey: ${keys.publicKey} }] }`);
    {
      await using _node = await LeafNode.start({ urls: [hub.url], nkeySeed: keys.seed });
    }
    const { seed } = await makeUserKeys();
    await using wrong = await LeafNode.start({ urls: [hub.url], nkeySeed: seed }, {}, false);
    await wrong.logged(/the hub says "Authorization Violation"/);
    assertEquals(wrong.lines.filter((line) => line.includes(seed)), []);
  },
});
