import { assert, assertEquals, assertFalse, assertGreater, assertRejects } from "@std/assert";
import { startTracker } from "../../../server/tracker/start_tracker.ts";
import { Authority } from "../../_certificates.ts";
import { Client } from "../../_client.ts";
import { UdpClient } from "../../_udp_client.ts";
import { startMailroom } from "../../../server/mailroom.ts";
import { poison } from "../../actors/routing/_hearer.ts";
import { NatsWire } from "../../system/_nats_wire.ts";
import { Cluster, type Member, payloads, until } from "./_cluster.ts";

Deno.test("every subscriber of every node gets each publication once, in order, and its own node's too", async () => {
  await using cluster = new Cluster();
  const nodes = await cluster.mesh(3);
  const hearers = await Promise.all([...nodes, ...nodes].map((node) => cluster.client(node)));
  for (const hearer of hearers) {
    await hearer.send("SUB n.* 1\r\n");
    await hearer.sync();
  }
  for (const node of nodes) await node.knows(2);
  const speakers = await Promise.all(nodes.map((node) => cluster.client(node)));
  await Promise.all(speakers.map((speaker, who) => {
    const lines = Array.from({ length: 1_000 }, (_, i) => `${who}:${i}`);
    return speaker.send(
      ...lines.map((line) => `PUB n.${who} ${line.length}\r\n${line}\r\n`).join("").match(/.{1,9000}/gs)!,
    );
  }));
  for (const hearer of hearers) await hearer.until(() => payloads(hearer).length >= 3_000, "3,000 messages");
  for (const hearer of hearers) {
    await hearer.sync();
    const heard = payloads(hearer);
    assertEquals(heard.length, 3_000);
    for (const who of [0, 1, 2]) {
      const own = heard.filter((each) => each.startsWith(`${who}:`));
      assertEquals(own, Array.from({ length: 1_000 }, (_, i) => `${who}:${i}`));
    }
  }
});

Deno.test("nothing goes to a node where nobody wants it", async () => {
  await using cluster = new Cluster();
  const [a, b] = await cluster.mesh(2);
  const hearer = await cluster.client(b!);
  await hearer.send("SUB wanted 1\r\n");
  await hearer.sync();
  await a!.knows(1);
  const before = b!.mailroom.counts().bytes_in!;
  a!.mailroom.publish("unwanted", "x".repeat(100_000));
  a!.mailroom.publish("wanted", "y");
  await hearer.until(() => payloads(hearer).length > 0, "a message");
  assert(b!.mailroom.counts().bytes_in! - before < 10_000, "the unwanted message has gone over the link");
});

Deno.test("a queue group delivers to one member in the whole mesh, and to a local one first", async () => {
  await using cluster = new Cluster();
  const [a, b, c] = await cluster.mesh(3);
  const [speaker, onB, onC] = await Promise.all([a!, b!, c!].map((node) => cluster.client(node)));
  for (const member of [onB!, onC!]) {
    await member.send("SUB work pool 1\r\n");
    await member.sync();
  }
  await a!.knows(2);
  const work = Array.from({ length: 200 }, (_, i) => `PUB work 3\r\n${100 + i}\r\n`).join("");
  await speaker!.send(work);
  await onB!.until(() => payloads(onB!).length + payloads(onC!).length >= 200, "all work");
  await Promise.all([onB!, onC!].map((each) => each.sync()));
  const done = [...payloads(onB!), ...payloads(onC!)].sort();
  assertEquals(done, Array.from({ length: 200 }, (_, i) => `${100 + i}`));
  assertGreater(payloads(onB!).length, 30);
  assertGreater(payloads(onC!).length, 30);

  await speaker!.send("SUB work pool 7\r\n");
  await speaker!.send(work);
  await speaker!.until(() => payloads(speaker!).length >= 200, "all work where it came from");
  assertEquals(payloads(onB!).length + payloads(onC!).length, 200);
});

Deno.test("a request is answered on another node, and one that nobody would answer is told so", async () => {
  await using cluster = new Cluster();
  const [a, b] = await cluster.mesh(2);
  const [asker, answerer] = await Promise.all([a!, b!].map((node) => cluster.client(node)));
  await answerer!.send("SUB time 1\r\n");
  await answerer!.sync();
  await a!.knows(1);
  await asker!.send("SUB inbox.* 1\r\nPUB time inbox.1 3\r\nnow\r\n");
  await answerer!.until(() => answerer!.frames.includes("MSG time 1 inbox.1 3\r\nnow\r\n"), "the question");
  await answerer!.send("PUB inbox.1 4\r\n9:00\r\n");
  await asker!.until(() => asker!.frames.includes("MSG inbox.1 1 4\r\n9:00\r\n"), "the answer");

  await answerer!.send("UNSUB 1\r\n");
  await answerer!.sync();
  await a!.knows(0);
  await asker!.send("PUB time inbox.2 3\r\nnow\r\n");
  const status = "HMSG inbox.2 1 16 16\r\nNATS/1.0 503\r\n\r\n\r\n";
  await asker!.until(() => asker!.frames.includes(status), "that there is nobody");
});

Deno.test("chat rooms, UDP peers and NATS clients hear each other across nodes, and the sender does not", async () => {
  await using cluster = new Cluster();
  const line = { port: 0, greeting: "hi" };
  const [a, b] = await cluster.mesh(2, { line, udp: { port: 0 } });
  const onA = a!.mailroom.addresses;
  const onB = b!.mailroom.addresses;
  await using ada = new Client(await Deno.connect({ port: onA.line!.port, hostname: "127.0.0.1" }));
  await using bob = new Client(await Deno.connect({ port: onB.line!.port, hostname: "127.0.0.1" }));
  await using eve = new UdpClient(onB.udp!.port);
  const nats = await cluster.client(b!);
  await nats.send("SUB room.lobby 1\r\n");
  await nats.sync();
  assertEquals([await ada.line(), await bob.line()], ["hi", "hi"]);
  await Promise.all([a!.knows(1), b!.knows(1)]);
  await ada.send("hello\n");
  assertEquals(await bob.line(), "hello");
  await nats.until(() => payloads(nats).includes("hello\n") || payloads(nats).includes("hello"), "the line");
  await eve.send("by air");
  assertEquals(await ada.line(), "by air");
  assertEquals(await bob.line(), "by air");
  await nats.send("PUB room.lobby 9\r\nfrom nats\r\n");
  assertEquals(await ada.line(), "from nats");
  assertEquals(await bob.line(), "from nats");
  await bob.send("good bye\n/rooms\n");
  assertEquals(await ada.line(), "good bye");
  assertEquals(await bob.line(), "* rooms: lobby (2)", "it has heard itself");
});

Deno.test("a subscription that ends after so many messages does so across nodes", async () => {
  await using cluster = new Cluster();
  const [a, b] = await cluster.mesh(2);
  const hearer = await cluster.client(b!);
  await hearer.send("SUB a 1\r\nUNSUB 1 3\r\n");
  await hearer.sync();
  await a!.knows(1);
  for (let i = 0; i < 10; i++) a!.mailroom.publish("a", `${i}`);
  await a!.knows(0);
  await hearer.sync();
  assertEquals(payloads(hearer), ["0", "1", "2"]);
});

Deno.test("headers and large payloads cross as they are", async () => {
  await using cluster = new Cluster();
  const [a, b] = await cluster.mesh(2);
  const [speaker, hearer] = await Promise.all([a!, b!].map((node) => cluster.client(node)));
  await hearer!.send("SUB a 1\r\n");
  await hearer!.sync();
  await a!.knows(1);
  const headers = "NATS/1.0\r\nA: b\r\n\r\n";
  const large = "0123456789abcde\n".repeat(65_536);
  await speaker!.send(`HPUB a re.ply ${headers.length} ${headers.length + 4}\r\n${headers}body\r\n`);
  await speaker!.send(`PUB a ${large.length}\r\n${large}\r\n`);
  await hearer!.until(() => hearer!.frames.filter((frame) => /^H?MSG/.test(frame)).length === 2, "two messages");
  const [first, second] = hearer!.frames.filter((frame) => /^H?MSG/.test(frame));
  assertEquals(first, `HMSG a 1 re.ply ${headers.length} ${headers.length + 4}\r\n${headers}body\r\n`);
  assert(second === `MSG a 1 ${large.length}\r\n${large}\r\n`, "the large message has changed");
});

Deno.test("knowing one node is enough: the others are heard of", async () => {
  await using cluster = new Cluster();
  const a = await cluster.start();
  const b = await cluster.start([a]);
  const c = await cluster.start([b]);
  const d = await cluster.start([c]);
  for (const node of [a, b, c, d]) await node.linkedTo(3);
});

Deno.test("nodes that all dial each other keep one link to each", async () => {
  await using cluster = new Cluster();
  const [a, b, c] = [await cluster.start(), await cluster.start(), await cluster.start()];
  const addresses = [a, b, c].map(({ at }) => at);
  await Promise.all([a, b, c].map(({ mailroom }) => mailroom.shutdown()));
  cluster.nodes.length = 0;
  // Each names all, itself too, at the ports that were just free.
  const again = await Promise.all(addresses.map((at) => {
    const node = { port: Number(at.split(":")[1]), peers: addresses };
    return cluster.start([], { node });
  }));
  for (const node of again) await node.linkedTo(2);
  const hearers = await Promise.all(again.map((node) => cluster.client(node)));
  for (const hearer of hearers) {
    await hearer.send("SUB a 1\r\n");
    await hearer.sync();
  }
  for (const node of again) await node.knows(2);
  for (const [index, node] of again.entries()) node.mailroom.publish("a", `${index}`);
  for (const hearer of hearers) await hearer.until(() => payloads(hearer).length >= 3, "three messages");
  for (const hearer of hearers) {
    await hearer.sync();
    assertEquals(payloads(hearer).sort(), ["0", "1", "2"]);
  }
});

Deno.test("a node's end takes its wishes away, and when it is back so are they", async () => {
  await using cluster = new Cluster();
  const a = await cluster.start();
  const b = await cluster.start([a]);
  await a.linkedTo(1);
  const hearer = await cluster.client(b);
  await hearer.send("SUB a 1\r\nSUB b q 2\r\n");
  await hearer.sync();
  await a.knows(2);
  await b.mailroom.shutdown();
  await a.linkedTo(0);
  await a.knows(0);
  const again = await cluster.start([a]);
  const newHearer = await cluster.client(again);
  await newHearer.send("SUB a 1\r\n");
  await newHearer.sync();
  await a.knows(1);
  a.mailroom.publish("a", "hello again");
  await newHearer.until(() => payloads(newHearer).length > 0, "a message");
});

Deno.test("a wrong secret, another cluster and oneself are refused, with the reason in both logs", async () => {
  await using cluster = new Cluster();
  const secret = "open sesame";
  const a = await cluster.start([], { node: { secret, cluster: "x" } });
  const wrong = await cluster.start([a], { node: { secret: "guess", cluster: "x" } });
  const none = await cluster.start([a], { node: { cluster: "x" } });
  const other = await cluster.start([a], { node: { secret, cluster: "y" } });
  const good = await cluster.start([a], { node: { secret, cluster: "x" } });
  await Promise.all([good.linkedTo(1), a.linkedTo(1)]);
  const says = (lines: string[], text: string) => lines.some((line) => line.includes(text));
  await until(() => says(wrong.lines, "refuses us: wrong secret"), "the one with the wrong secret knows");
  await until(() => says(none.lines, "refuses us: wrong secret"), "the one without a secret knows");
  await until(() => says(other.lines, "refuses us: another cluster"), "the one of another cluster knows");
  assert(says(a.lines, "is refused: wrong secret") && says(a.lines, "is refused: another cluster"));
  assertEquals([wrong.links, none.links, other.links, a.links], [0, 0, 0, 1]);
  assertFalse([a, wrong, good].some(({ lines }) => says(lines, secret)), "a secret is in the log");

  const self = await cluster.start([], { node: { peers: [] } });
  const port = self.mailroom.addresses.node!.port;
  await self.mailroom.shutdown();
  const again = await cluster.start([], { node: { port, hostname: "0.0.0.0", peers: [`127.0.0.1:${port}`] } });
  await until(() => says(again.lines, "a node cannot be its own peer"), "it knows that it is itself");
});

Deno.test("a crash of the router loses no wish, neither here nor on the other node", async () => {
  await using cluster = new Cluster();
  const [a, b] = await cluster.mesh(2);
  const [onA, onB] = await Promise.all([a!, b!].map((node) => cluster.client(node)));
  for (const wire of [onA!, onB!]) {
    await wire.send("SUB both 1\r\nSUB work pool 2\r\n");
    await wire.sync();
  }
  await Promise.all([a!.knows(2), b!.knows(2)]);
  a!.mailroom.router.tell(poison());
  // What changes while it recovers counts, too.
  await onA!.send("UNSUB 2\r\nSUB more 3\r\nSUB other 4\r\n");
  await onA!.sync();
  await Promise.all([a!.knows(2), b!.knows(3)]);
  a!.mailroom.publish("work", "from a");
  a!.mailroom.publish("both", "from a");
  b!.mailroom.publish("both", "from b");
  b!.mailroom.publish("more", "from b");
  await onB!.until(() => payloads(onB!).length >= 3, "all on b");
  await onA!.until(() => payloads(onA!).length >= 3, "all on a");
  await Promise.all([onA!.sync(), onB!.sync()]);
  assertEquals(payloads(onA!).sort(), ["from a", "from b", "from b"]);
  assertEquals(payloads(onB!).sort(), ["from a", "from a", "from b"]);
  assertEquals([a!.links, b!.links], [1, 1]);
});

Deno.test("accounts stay apart across nodes, whatever their names are", async () => {
  await using cluster = new Cluster();
  const users = ["one", "two", "two"].map((name, i) => ({
    user: `u${i}`,
    password: "p",
    account: `acme ${name} 100%`,
  }));
  const [a, b] = await cluster.mesh(2, { auth: { users } });
  const join = async (member: Member, user: string) => {
    const wire = await NatsWire.open(member.mailroom.addresses.nats!.port);
    await wire.send(`CONNECT {"verbose":false,"user":"${user}","pass":"p"}\r\n`);
    await wire.sync();
    return wire;
  };
  using speaker = await join(a!, "u1");
  using other = await join(b!, "u0");
  using same = await join(b!, "u2");
  for (const wire of [other, same]) {
    await wire.send("SUB a 1\r\n");
    await wire.sync();
  }
  // How much is known in other accounts than the default one cannot be asked from outside.
  await until(async () => {
    await speaker.send("PUB a 2\r\nhi\r\n");
    await speaker.sync();
    return payloads(same).length > 0;
  }, "it is heard in the account");
  await Promise.all([other.sync(), same.sync()]);
  assertEquals(payloads(other), []);
});

Deno.test("nodes that know nothing but a tracker find each other, and go on without it", async () => {
  await using cluster = new Cluster();
  const tracker = await startTracker({ port: 0 });
  const trackers = [`127.0.0.1:${tracker.address.port}`];
  const [a, b] = [await cluster.start([], { node: { trackers } }), await cluster.start([], { node: { trackers } })];
  const c = await cluster.start([], { node: { trackers, hostname: "0.0.0.0" } });
  for (const node of [a, b, c]) await node.linkedTo(2);
  await tracker.shutdown();
  using _ears = c.mailroom.subscribe("a", () => {});
  await Promise.all([a.knows(1), b.knows(1)]);
});

Deno.test("nodes speak TLS with each other, and with nobody who shows no certificate of their authority", async () => {
  await using cluster = new Cluster();
  const [ours, theirs] = [await Authority.make(), await Authority.make()];
  const tls = { ...await ours.sign(), ca: ours.cert, verify: "required" as const };
  const a = await cluster.start([], { node: { tls } });
  const b = await cluster.start([a], { node: { tls } });
  const plain = await cluster.start([a]);
  const stranger = await cluster.start([a], { node: { tls: { ...await theirs.sign(), ca: ours.cert } } });
  await Promise.all([a.linkedTo(1), b.linkedTo(1)]);
  const heard = Promise.withResolvers<string>();
  using _ears = b.mailroom.subscribe("a", ({ payload }) => heard.resolve(new TextDecoder().decode(payload)));
  await a.knows(1);
  a.mailroom.publish("a", "in private");
  assertEquals(await heard.promise, "in private");
  for (const other of [plain, stranger]) {
    await until(() => other.lines.some((line) => line.includes("Cannot link")), "it has failed");
    assertEquals(other.links, 0);
  }
});

Deno.test("startMailroom() refuses options of nodes that are wrong before anything runs", async () => {
  for (
    const node of [{ peers: ["nowhere"] }, { peers: [":9"] }, { cluster: "a b" }, { trackers: ["h:1"] }, {
      pingInterval: 0,
    }]
  ) {
    await assertRejects(() => startMailroom({ node }), TypeError, "Cannot");
  }
});
