/**
 * Three servers that are one: what is said on one is heard on all. Here they run in one program; mostly each runs on a
 * machine of its own.
 *
 *     deno run --allow-net=127.0.0.1 examples/cluster.ts
 */
import { type Mailroom, startMailroom } from "@mailroom/mailroom";
import { ask } from "@mailroom/mailroom/actors";

const text = new TextDecoder();

/** A node that dials `peers`; knowing one is enough, because it tells of the others. */
function startNode(name: string, ...peers: string[]) {
  const node = { port: 0, name, peers, cluster: "example", secret: "known to these three only" };
  return startMailroom({ node, line: { port: 0, greeting: `This is ${name}` } });
}

const moment = () => new Promise((resolve) => setTimeout(resolve, 10));

/** Resolves when a node has as many links as it should. */
async function linked(server: Mailroom, count: number) {
  while ((server.counts().nodes_linked ?? 0) < count) await moment();
}

/** Resolves when a node knows of so many wishes of others. */
async function knows(server: Mailroom, count: number) {
  while ((await ask(server.router, { type: "stats" })).remote < count) await moment();
}

await using ada = await startNode("ada");
const first = `127.0.0.1:${ada.addresses.node!.port}`;
await using bob = await startNode("bob", first);
await using cyd = await startNode("cyd", first);
await Promise.all([ada, bob, cyd].map((server) => linked(server, 2)));
console.log("three nodes, each linked to the other two");

// Everybody who wants it hears it, once, wherever it was published.
const all = ["ada", "bob", "cyd"].map((name, index) => {
  const heard = Promise.withResolvers<void>();
  const server = [ada, bob, cyd][index]!;
  const ears = server.subscribe("news.>", ({ payload }) => {
    console.log(`${name} hears: ${text.decode(payload)}`);
    heard.resolve();
  });
  return { ears, heard: heard.promise };
});

// Two people in the same chat room, on different nodes.
const dial = (port: number) => Deno.connect({ hostname: "127.0.0.1", port });
using here = await dial(bob.addresses.line!.port);
using there = await dial(cyd.addresses.line!.port);
const hears = there.readable.pipeThrough(new TextDecoderStream()).getReader();
console.log((await hears.read()).value?.trim());

// What is wanted takes a moment to cross; what is said before that is for those who are known already.
await Promise.all([knows(ada, 4), knows(bob, 3)]);
ada.publish("news.today", "the mesh is up");
await Promise.all(all.map(({ heard }) => heard));
for (const { ears } of all) ears[Symbol.dispose]();

await here.write(new TextEncoder().encode("hello over there\n"));
console.log(`there: ${(await hears.read()).value?.trim()}`);
