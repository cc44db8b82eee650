import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { HubServer } from "./_hub.ts";
import { FULL, LeafNode, settled } from "./_leaf_node.ts";
import { REFERENCE } from "./_nats_reference.ts";
import { connect } from "./_nats_server.ts";
import { until } from "./_until.ts";

const ignore = !REFERENCE;
/** A client that is not told of other servers. */
const QUIET = { ...FULL, protocol: 0 };

/** Two hubs that are one cluster. */
async function cluster(): Promise<{ first: HubServer; second: HubServer } & AsyncDisposable> {
  const first = await HubServer.start(`server_name: h1\ncluster { name: hubs, listen: "127.0.0.1:-1" }`);
  const route = `routes: ["nats://127.0.0.1:${first.clusterPort}"]`;
  const second = await HubServer.start(`server_name: h2\ncluster { name: hubs, listen: "127.0.0.1:-1", ${route} }`);
  const routed = async (hub: HubServer) => ((await hub.page("/routez")).num_routes as number) > 0;
  await until(async () => await routed(first) && await routed(second), "the hubs to be a cluster");
  return {
    first,
    second,
    [Symbol.asyncDispose]: async () => {
      await second[Symbol.asyncDispose]();
      await first[Symbol.asyncDispose]();
    },
  };
}

Deno.test({
  name: "a leaf of a cluster goes to another server of it when its own is gone",
  ignore,
  fn: async () => {
    await using hubs = await cluster();
    const { first, second } = hubs;
    await using node = await LeafNode.start({ urls: [first.url, second.url] });
    await using below = await node.client();
    await below.send("SUB down 1\r\n");
    await first.knows("down");
    await using above = await connect(second.port, QUIET);
    await above.send("SUB up 1\r\n");
    await node.knows("up");
    // By way of the other server.
    await below.send("PUB up 1\r\n1\r\n");
    assertEquals(await above.lines(2), ["MSG up 1 1\r", "1\r"]);
    await first.stop();
    await node.logged(/is open/, 2);
    assertMatch(await node.logged(/is open/, 2), new RegExp(`nats://127.0.0.1:${second.leafPort} is open`));
    await second.knows("down");
    await node.knows("up");
    await below.send("PUB up 1\r\n2\r\n");
    assertEquals(await above.lines(2), ["MSG up 1 1\r", "2\r"]);
    await above.send("PUB down 1\r\n3\r\n");
    assertEquals(await below.lines(2), ["MSG down 1 1\r", "3\r"]);
  },
});

Deno.test({
  name: "a leaf learns of the other servers of a cluster, and is known there as at the first",
  ignore,
  fn: async () => {
    const users = `authorization { users: [{ user: "ada", password: "x" }] }`;
    await using first = await HubServer.start(`${users}\ncluster { name: hubs, listen: "127.0.0.1:-1" }`);
    const route = `routes: ["nats://127.0.0.1:${first.clusterPort}"]`;
    await using second = await HubServer.start(`${users}\ncluster { name: hubs, listen: "127.0.0.1:-1", ${route} }`);
    await until(async () => (await first.page("/routez")).num_routes as number > 0, "the hubs to be a cluster");
    await using node = await LeafNode.start({ urls: [`nats://ada:x@127.0.0.1:${first.leafPort}`] });
    await first.stop();
    assertMatch(await node.logged(/is open/, 2), new RegExp(`:${second.leafPort} is open`));
  },
});

Deno.test({
  name: "a node with two links into one cluster keeps one of them, and hears nothing twice",
  ignore,
  fn: async () => {
    await using hubs = await cluster();
    const { first, second } = hubs;
    await using node = await LeafNode.start([{ urls: [first.url], name: "a" }, { urls: [second.url], name: "b" }]);
    const line = await node.logged(/another link of this node leads to the same cluster/);
    assertMatch(line, /^warn Cannot link to nats:.*; the next attempt is in 30.0 s$/);
    await node.logged(/is open/);
    const links = async () => (await first.leafs()).length + (await second.leafs()).length;
    await until(async () => (await links()) === 1, "one of the links to be gone");
    await using below = await node.client();
    await using above = await connect(second.port, QUIET);
    await below.send("SUB a 1\r\n");
    const known = async () => [...await first.interest(), ...await second.interest()].join();
    await until(async () => await known() === "a", "the hubs to know");
    await above.send("PUB a 1\r\nx\r\nPUB a 4\r\nlast\r\n");
    assertEquals(await below.lines(4), ["MSG a 1 1\r", "x\r", "MSG a 1 4\r", "last\r"]);
    assertEquals(await node.wanted(), []);
  },
});

Deno.test({
  name: "a node that is a leaf of a hub and of that hub's own hub keeps one of the two links",
  ignore,
  fn: async () => {
    await using top = await HubServer.start();
    await using middle = await HubServer.start("server_name: middle", `remotes: [{ url: "${top.url}" }]`);
    await until(async () => (await top.leafs()).length === 1, "the hub to be a leaf of the other");
    await using node = await LeafNode.start([{ urls: [middle.url], name: "a" }, { urls: [top.url], name: "b" }]);
    await node.logged(new RegExp(`:${top.leafPort} is over: another link of this node leads to the same cluster`));
    await using below = await node.client();
    await using above = await connect(top.port, FULL);
    await above.send("SUB up 1\r\n");
    await node.knows("up");
    await below.send("PUB up 1\r\nx\r\nPUB up 4\r\nlast\r\n");
    assertEquals(await above.lines(4), ["MSG up 1 1\r", "x\r", "MSG up 1 4\r", "last\r"]);
  },
});

Deno.test({
  name: "nodes of one cluster name hear the hub and not each other through it",
  ignore,
  fn: async () => {
    await using hub = await HubServer.start();
    await using one = await LeafNode.start({ urls: [hub.url], cluster: "mesh", name: "one" });
    await using two = await LeafNode.start({ urls: [hub.url], cluster: "mesh", name: "two" });
    await using above = await connect(hub.port, FULL);
    await using first = await one.client();
    await using second = await two.client();
    await first.send("SUB a 1\r\n");
    await second.send("SUB a 1\r\n");
    await above.send("SUB a 1\r\n");
    await hub.knows("a", "a");
    await one.knows("a");
    await two.knows("a");
    await first.send("PUB a 3\r\none\r\n");
    assertEquals(await above.lines(2), ["MSG a 1 3\r", "one\r"]);
    assertEquals(await first.lines(2), ["MSG a 1 3\r", "one\r"]);
    await above.send("PUB a 3\r\nhub\r\n");
    for (const client of [above, first, second]) assertEquals(await client.lines(2), ["MSG a 1 3\r", "hub\r"]);
    for (const client of [above, first, second]) assertEquals(await settled(client), []);
  },
});

Deno.test({
  name: "nodes that have no cluster meet through the hub",
  ignore,
  fn: async () => {
    await using hub = await HubServer.start();
    await using one = await LeafNode.start({ urls: [hub.url] });
    await using two = await LeafNode.start({ urls: [hub.url] });
    await using first = await one.client();
    await using second = await two.client();
    await second.send("SUB a 1\r\n");
    await one.knows("a");
    await first.send("PUB a 2\r\nhi\r\n");
    assertEquals(await second.lines(2), ["MSG a 1 2\r", "hi\r"]);
    assertEquals(await settled(second), []);
  },
});

Deno.test({
  name: "a node whose name is used twice says so and leaves the hub alone for a while",
  ignore,
  fn: async () => {
    await using hub = await HubServer.start();
    await using one = await LeafNode.start({ urls: [hub.url], name: "same", cluster: "mesh" });
    await using two = await LeafNode.start({ urls: [hub.url], name: "same", cluster: "mesh" });
    const line = await one.logged(/is over/);
    assertMatch(
      line,
      /Duplicate Remote LeafNode Connection.*another node has the same name.*next attempt is in 30.0 s/,
    );
    assertNotEquals(two.mailroom.counts().leaf_disconnected, 1);
  },
});

Deno.test({
  name: "a leaf does not join a cluster that has its own cluster's name",
  ignore,
  fn: async () => {
    await using hubs = await cluster();
    await using node = await LeafNode.start({ urls: [hubs.first.url], cluster: "hubs" }, {}, false);
    assertMatch(await node.logged(/Cannot link/), /its cluster is "hubs" too; the next attempt is in 30.0 s/);
  },
});

Deno.test({
  name: "a leaf says so when it has dialled something else than a port for leaf nodes",
  ignore,
  fn: async () => {
    await using hub = await HubServer.start();
    await using node = await LeafNode.start({ urls: [`nats://127.0.0.1:${hub.port}`] }, {}, false);
    assertMatch(await node.logged(/Cannot link/), /it is no port for leaf nodes; the next attempt/);
  },
});
