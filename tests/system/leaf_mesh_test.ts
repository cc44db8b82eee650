import { assertEquals } from "@std/assert";
import type { Client } from "../_client.ts";
import { HubServer } from "./_hub.ts";
import { FULL, LeafNode, settled } from "./_leaf_node.ts";
import { REFERENCE } from "./_nats_reference.ts";
import { connect } from "./_nats_server.ts";
import { until } from "./_until.ts";

const ignore = !REFERENCE;

/** Two nodes that are linked to each other, and each to the hub. */
async function mesh(hub: HubServer): Promise<{ one: LeafNode; two: LeafNode } & AsyncDisposable> {
  const one = await LeafNode.start({ urls: [hub.url] }, { node: { port: 0, name: "one" } });
  const { port } = one.mailroom.addresses.node!;
  const two = await LeafNode.start({ urls: [hub.url] }, { node: { peers: [`127.0.0.1:${port}`], name: "two" } });
  return {
    one,
    two,
    [Symbol.asyncDispose]: async () => {
      await two.mailroom.shutdown();
      await one.mailroom.shutdown();
    },
  };
}

/** The messages among what a client has heard: `subject payload`. What was asked to see whether somebody is there is none. */
async function heard(client: Client): Promise<string[]> {
  const lines = await settled(client);
  const all = lines.flatMap((line, i) =>
    line.startsWith("MSG ") ? `${line.split(" ")[1]} ${lines[i + 1]!.trim()}` : []
  );
  return all.filter((text) => !text.endsWith(" reach"));
}

/** Asks again and again on a subject until there is somebody to answer: then what is wanted there is known here. */
async function reaches(client: Client, subject: string): Promise<void> {
  await client.send("SUB reach.inbox r\r\n");
  await until(async () => {
    await client.send(`PUB ${subject} reach.inbox 5\r\nreach\r\n`);
    return !(await settled(client)).some((line) => line.includes("503"));
  }, `somebody at ${subject}`);
  await client.send("UNSUB r\r\n");
}

Deno.test({
  name: "nodes that are peers and leafs of one hub get and give each message once",
  ignore,
  fn: async () => {
    await using hub = await HubServer.start();
    await using nodes = await mesh(hub);
    await using first = await nodes.one.client();
    await using second = await nodes.two.client();
    await using above = await connect(hub.port, FULL);
    for (const client of [first, second, above]) await client.send("SUB all.* 1\r\n");
    await first.send("SUB to.one 2\r\n");
    await second.send("SUB to.two 2\r\n");
    await above.send("SUB to.hub 2\r\n");
    await reaches(first, "to.two");
    await reaches(second, "to.one");
    await reaches(first, "to.hub");
    await reaches(second, "to.hub");
    await reaches(above, "to.one");
    await reaches(above, "to.two");
    const clients = [first, second, above];
    for (const client of clients) await heard(client);
    const count = 200;
    for (let i = 0; i < count; i++) {
      for (const [who, client] of clients.entries()) await client.send(`PUB all.${who} ${`${i}`.length}\r\n${i}\r\n`);
    }
    const got = clients.map(() => new Map<string, string[]>());
    const total = () => got.map((each) => [...each.values()].reduce((sum, { length }) => sum + length, 0));
    await until(async () => {
      for (const [index, client] of clients.entries()) {
        for (const text of await heard(client)) {
          const [subject, payload] = text.split(" ");
          got[index]!.set(subject!, [...got[index]!.get(subject!) ?? [], payload!]);
        }
      }
      return total().every((each) => each >= 3 * count);
    }, () => `all messages; there are ${total()}`);
    const wanted = Array.from({ length: count }, (_, i) => `${i}`);
    for (const each of got) for (const who of [0, 1, 2]) assertEquals(each.get(`all.${who}`), wanted);
  },
});

Deno.test({
  name: "a queue group with members at two nodes and at the hub loses nothing and delivers once",
  ignore,
  fn: async () => {
    await using hub = await HubServer.start();
    await using nodes = await mesh(hub);
    await using first = await nodes.one.client();
    await using second = await nodes.two.client();
    await using above = await connect(hub.port, FULL);
    const clients = [first, second, above];
    for (const client of clients) await client.send("SUB jobs workers 1\r\n");
    // Publishers of their own, at each place; subscriptions of theirs say when all is known.
    await first.send("SUB to.one 2\r\n");
    await second.send("SUB to.two 2\r\n");
    await above.send("SUB to.hub 2\r\n");
    for (const [client, subject] of [[first, "to.two"], [second, "to.one"], [first, "to.hub"]] as const) {
      await reaches(client, subject);
    }
    for (const [client, subject] of [[second, "to.hub"], [above, "to.one"], [above, "to.two"]] as const) {
      await reaches(client, subject);
    }
    for (const client of clients) await heard(client);
    const got: string[] = [];
    const collect = async () => {
      for (const client of clients) got.push(...(await heard(client)).map((text) => text.split(" ")[1]!));
    };
    const expect = async (names: readonly string[]) => {
      await until(
        async () => (await collect(), got.length >= names.length),
        () => `${names.length} jobs: ${got.length}`,
      );
      await collect();
      assertEquals(got.splice(0).sort(), [...names].sort());
    };
    const jobs = (name: string) => Array.from({ length: 100 }, (_, i) => `${name}-${i}`);
    const publish = async (client: Client, names: readonly string[]) =>
      await client.send(names.map((job) => `PUB jobs ${job.length}\r\n${job}\r\n`).join(""));
    for (const [index, client] of clients.entries()) await publish(client, jobs(`all${index}`));
    await expect([0, 1, 2].flatMap((index) => jobs(`all${index}`)));
    // Only the other node and the hub have members: what the first publishes goes to the node, not to the hub.
    await first.send("UNSUB 1\r\n");
    await publish(first, jobs("peer"));
    await until(
      async () => (got.push(...(await heard(second)).map((text) => text.split(" ")[1]!)), got.length >= 100),
      "jobs",
    );
    assertEquals(got.sort(), jobs("peer").sort());
    got.length = 0;
    // Only the hub.
    await second.send("UNSUB 1\r\n");
    await settled(second);
    await until(async () => (await hub.interest()).every((subject) => subject !== "jobs"), "the hub to know");
    await publish(second, jobs("hub"));
    await until(
      async () => (got.push(...(await heard(above)).map((text) => text.split(" ")[1]!)), got.length >= 100),
      "jobs",
    );
    assertEquals(got.sort(), jobs("hub").sort());
  },
});
