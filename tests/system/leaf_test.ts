import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Client } from "../_client.ts";
import { HubServer } from "./_hub.ts";
import { FULL, LeafNode, settled } from "./_leaf_node.ts";
import { REFERENCE } from "./_nats_reference.ts";
import { connect } from "./_nats_server.ts";
import { until } from "./_until.ts";

const ignore = !REFERENCE;

/** A hub and a node that is its leaf, with a client each. */
async function pair(
  act: (both: { hub: HubServer; node: LeafNode; above: Client; below: Client }) => Promise<void>,
): Promise<void> {
  await using hub = await HubServer.start();
  await using node = await LeafNode.start({ urls: [hub.url] });
  await using above = await connect(hub.port, FULL);
  await using below = await node.client();
  await act({ hub, node, above, below });
}

Deno.test({
  name: "a leaf carries messages, headers and replies up and down",
  ignore,
  fn: () =>
    pair(async ({ hub, node, above, below }) => {
      await below.send("SUB down.* 1\r\n");
      await above.send("SUB up.> 1\r\n");
      await hub.knows("down.*");
      await node.knows("up.>");
      await above.send("PUB down.a 2\r\nhi\r\nPUB down.b reply.here 3\r\nyou\r\n");
      await above.send("HPUB down.c 18 19\r\nNATS/1.0\r\nA: b\r\n\r\n!\r\nHPUB down.d r 12 12\r\nNATS/1.0\r\n\r\n\r\n");
      assertEquals(await below.lines(4), ["MSG down.a 1 2\r", "hi\r", "MSG down.b 1 reply.here 3\r", "you\r"]);
      assertEquals(await below.lines(5), ["HMSG down.c 1 18 19\r", "NATS/1.0\r", "A: b\r", "\r", "!\r"]);
      assertEquals(await below.lines(4), ["HMSG down.d 1 r 12 12\r", "NATS/1.0\r", "\r", "\r"]);
      await below.send("PUB up.a 2\r\nhi\r\nPUB up.b reply.here 3\r\nyou\r\n");
      await below.send("HPUB up.c 18 19\r\nNATS/1.0\r\nA: b\r\n\r\n!\r\nHPUB up.d r 12 12\r\nNATS/1.0\r\n\r\n\r\n");
      assertEquals(await above.lines(4), ["MSG up.a 1 2\r", "hi\r", "MSG up.b 1 reply.here 3\r", "you\r"]);
      assertEquals(await above.lines(5), ["HMSG up.c 1 18 19\r", "NATS/1.0\r", "A: b\r", "\r", "!\r"]);
      assertEquals(await above.lines(4), ["HMSG up.d 1 r 12 12\r", "NATS/1.0\r", "\r", "\r"]);
    }),
});

Deno.test({
  name: "a leaf carries the chat room as any other subject",
  ignore,
  fn: async () => {
    await using hub = await HubServer.start();
    await using node = await LeafNode.start({ urls: [hub.url] });
    await using above = await connect(hub.port, FULL);
    const heard: string[] = [];
    using _room = node.mailroom.subscribe("room.lobby", ({ payload }) => {
      heard.push(new TextDecoder().decode(payload));
    });
    await above.send("SUB room.lobby 1\r\n");
    await node.knows("room.lobby");
    node.mailroom.publish("room.lobby", "hello");
    assertEquals(await above.lines(2), ["MSG room.lobby 1 5\r", "hello\r"]);
    await hub.knows("room.lobby");
    await above.send("PUB room.lobby 3\r\nhi!\r\n");
    await until(() => heard.length === 2, "both lines");
    assertEquals(heard, ["hello", "hi!"]);
  },
});

Deno.test({
  name: "a leaf asks and answers across the link, also as the first thing it does",
  ignore,
  fn: () =>
    pair(async ({ hub, node, above, below }) => {
      await above.send("SUB svc.above 1\r\n");
      await below.send("SUB svc.below 1\r\n");
      await hub.knows("svc.below");
      await node.knows("svc.above");
      // The subscription and the request in one piece: the interest in the reply must be there before the answer.
      await below.send("SUB _INBOX.b.* 2\r\nPUB svc.above _INBOX.b.1 1\r\n?\r\n");
      const [head] = await above.lines(2);
      assertEquals(head, "MSG svc.above 1 _INBOX.b.1 1\r");
      await above.send("PUB _INBOX.b.1 2\r\n42\r\n");
      assertEquals(await below.lines(2), ["MSG _INBOX.b.1 2 2\r", "42\r"]);
      await above.send("SUB _INBOX.a.* 2\r\nPUB svc.below _INBOX.a.1 1\r\n?\r\n");
      assertEquals(await below.line(), "MSG svc.below 1 _INBOX.a.1 1\r");
      assertEquals(await below.line(), "?\r");
      await below.send("PUB _INBOX.a.1 2\r\n43\r\n");
      assertEquals(await above.lines(2), ["MSG _INBOX.a.1 2 2\r", "43\r"]);
    }),
});

Deno.test({
  name: "a leaf says on both sides when nobody is there to answer, and only then",
  ignore,
  fn: () =>
    pair(async ({ hub, node, above, below }) => {
      await below.send("SUB inbox.b 1\r\nPUB nobody inbox.b 0\r\n\r\n");
      assertEquals((await below.lines(4)).slice(0, 2), ["HMSG inbox.b 1 16 16\r", "NATS/1.0 503\r"]);
      await above.send("SUB inbox.a 1\r\nPUB nobody inbox.a 0\r\n\r\n");
      assertEquals((await above.lines(4)).slice(0, 2), ["HMSG inbox.a 1 16 16\r", "NATS/1.0 503\r"]);
      await above.send("SUB there.above 2\r\n");
      await below.send("SUB there.below q 2\r\n");
      await node.knows("inbox.a", "there.above");
      await hub.knows("inbox.b", "there.below");
      await below.send("PUB there.above inbox.b 0\r\n\r\n");
      assertEquals(await above.lines(2), ["MSG there.above 2 inbox.b 0\r", "\r"]);
      await above.send("PUB there.below inbox.a 0\r\n\r\n");
      assertEquals(await below.lines(2), ["MSG there.below 2 inbox.a 0\r", "\r"]);
      await above.send("UNSUB 2\r\n");
      await below.send("UNSUB 2\r\n");
      await node.knows("inbox.a");
      await hub.knows("inbox.b");
      await below.send("PUB there.above inbox.b 0\r\n\r\n");
      assertEquals((await below.lines(4))[1], "NATS/1.0 503\r");
      await above.send("PUB there.below inbox.a 0\r\n\r\n");
      assertEquals((await above.lines(4))[1], "NATS/1.0 503\r");
      assertEquals(await settled(above), []);
      assertEquals(await settled(below), []);
    }),
});

Deno.test({
  name: "a leaf's queue groups get each message once, its own members before those of the hub",
  ignore,
  fn: () =>
    pair(async ({ hub, node, above, below }) => {
      await above.send("SUB jobs workers 1\r\nSUB jobs watchers 2\r\nSUB jobs 3\r\n");
      await node.knows("jobs", "jobs watchers", "jobs workers");
      // Nobody here: one member of each group and the plain subscriber there.
      await below.send("PUB jobs 1\r\n1\r\nPUB jobs re 1\r\n2\r\n");
      const first = await above.lines(12);
      assertEquals(first.filter((line) => line.startsWith("MSG")).sort(), [
        "MSG jobs 1 1\r",
        "MSG jobs 1 re 1\r",
        "MSG jobs 2 1\r",
        "MSG jobs 2 re 1\r",
        "MSG jobs 3 1\r",
        "MSG jobs 3 re 1\r",
      ]);
      // A member here goes before those at the hub, and theirs before ours.
      await below.send("SUB jobs workers 7\r\n");
      await hub.knows("jobs");
      await below.send("PUB jobs 1\r\n3\r\n");
      assertEquals(await below.lines(2), ["MSG jobs 7 1\r", "3\r"]);
      const second = await above.lines(4);
      assertEquals(second.filter((line) => line.startsWith("MSG")).sort(), ["MSG jobs 2 1\r", "MSG jobs 3 1\r"]);
      await above.send("PUB jobs 1\r\n4\r\n");
      const third = await above.lines(6);
      assertEquals(third.filter((line) => line.startsWith("MSG")).sort(), [
        "MSG jobs 1 1\r",
        "MSG jobs 2 1\r",
        "MSG jobs 3 1\r",
      ]);
      assertEquals(await settled(below), []);
      // Only a member here is left.
      await above.send("UNSUB 1\r\nUNSUB 2\r\nUNSUB 3\r\nPUB jobs 1\r\n5\r\n");
      assertEquals(await below.lines(2), ["MSG jobs 7 1\r", "5\r"]);
      assertEquals(await settled(above), []);
    }),
});

Deno.test({
  name: "a leaf with a member here and a plain subscriber gets a message of the hub for each of them",
  ignore,
  fn: () =>
    pair(async ({ hub, above, below }) => {
      await below.send("SUB a.* q 1\r\nSUB a.b q 2\r\nSUB a.> 3\r\nSUB a.b other 4\r\n");
      await hub.knows("a.*", "a.>", "a.b", "a.b");
      await above.send("PUB a.b 1\r\nx\r\n");
      const sids = (await below.lines(6)).filter((line) => line.startsWith("MSG")).map((line) => line.split(" ")[2]!);
      assertEquals(sids.includes("3") && sids.includes("4"), true);
      assertEquals(sids.length, 3);
      assertEquals(await settled(below), []);
    }),
});

Deno.test({
  name: "a leaf finds its hub again after a restart, and both know what is wanted then",
  ignore,
  fn: async () => {
    await using hub = await HubServer.start();
    await using node = await LeafNode.start({ urls: [hub.url] });
    await using below = await node.client();
    await below.send("SUB stays 1\r\nSUB goes 2\r\n");
    await hub.knows("goes", "stays");
    {
      await using above = await connect(hub.port, FULL);
      await above.send("SUB old 1\r\n");
      await node.knows("old");
    }
    await hub.stop();
    await node.logged(/link to .* is over: ended by the peer; the next attempt/);
    await below.send("UNSUB 2\r\nSUB new 3\r\nSUB inbox 4\r\nPUB old inbox 0\r\n\r\n");
    assertEquals((await below.lines(4))[1], "NATS/1.0 503\r");
    await node.knows();
    await hub.start();
    await node.logged(/is open/, 2);
    await hub.knows("inbox", "new", "stays");
    await using above = await connect(hub.port, FULL);
    await above.send("PUB stays 1\r\nx\r\n");
    assertEquals(await below.lines(2), ["MSG stays 1 1\r", "x\r"]);
    assertEquals(node.mailroom.counts().leaf_connected, 2);
  },
});

Deno.test({
  name: "a leaf is let in with the right credentials only, and never shows them",
  ignore,
  fn: async () => {
    const users = `authorization { users: [{ user: "ada", password: "s3cret/@:" }] }`;
    await using hub = await HubServer.start(users);
    const port = hub.leafPort;
    {
      await using node = await LeafNode.start({ urls: [`nats://ada:s3cret%2F%40%3A@127.0.0.1:${port}`] });
      assertEquals(node.lines.filter((line) => line.includes("s3cret")), []);
    }
    {
      await using _node = await LeafNode.start({ urls: [hub.url], user: "ada", password: "s3cret/@:" });
    }
    await using wrong = await LeafNode.start({ urls: [`nats://ada:wr0ng@127.0.0.1:${port}`] }, {}, false);
    const line = await wrong.logged(/is over/);
    assertMatch(
      line,
      /the hub says "Authorization Violation" \(look at user, password or key\); the next attempt is in 1\d\.\d s/,
    );
    assertEquals(wrong.lines.filter((line) => line.includes("wr0ng")), []);
  },
});

Deno.test({
  name: "a leaf holds its messages to what the hub takes, and says once that it has dropped some",
  ignore,
  fn: async () => {
    await using hub = await HubServer.start("max_payload: 1000");
    await using node = await LeafNode.start({ urls: [hub.url] });
    await using above = await connect(hub.port, FULL);
    await using below = await node.client();
    await above.send("SUB a 1\r\n");
    await node.knows("a");
    const large = `PUB a 1001\r\n${"x".repeat(1001)}\r\n`;
    await below.send(`${large}${large}PUB a 1000\r\n${"y".repeat(1000)}\r\n`);
    assertEquals(await above.line(), "MSG a 1 1000\r");
    assertEquals(node.mailroom.counts().leaf_dropped_too_large, 2);
    const said = node.lines.filter((line) => line.includes("dropped"));
    assertEquals(said.length, 1);
    assert(said[0]!.includes('a message of 1001 bytes to "a" is dropped: the hub takes at most 1000'));
  },
});

Deno.test({
  name: "a leaf asks and sends only what the hub permits",
  ignore,
  fn: async () => {
    const users = `authorization { users: [{ user: "ada", password: "x", permissions: {
      publish: { allow: ["up.>", "shared.>"], deny: ["up.no"] }, subscribe: { allow: ["down.>"], deny: ["down.no"] } } },
      { user: "all", password: "x" }] }`;
    await using hub = await HubServer.start(users);
    await using node = await LeafNode.start({ urls: [hub.url], user: "ada", password: "x" });
    await using above = await connect(hub.port, { ...FULL, user: "all", pass: "x" });
    await using below = await node.client();
    await below.send("SUB elsewhere 1\r\nSUB down.no 2\r\nSUB down.yes 3\r\nSUB d.* 4\r\n");
    await hub.knows("d.*", "down.yes");
    await above.send("SUB > 1\r\n");
    await node.knows(">");
    await below.send("PUB up.no 1\r\n1\r\nPUB elsewhere 1\r\n2\r\nPUB up.yes 1\r\n3\r\n");
    for (let line = ""; line !== "MSG up.yes 1 1\r"; line = await above.line()) assert(!/up\.no|elsewhere/.test(line));
    assertEquals(node.mailroom.counts().leaf_exports_denied, 2);
    // Its own message is heard here all the same.
    assertEquals(await below.lines(2), ["MSG elsewhere 1 1\r", "2\r"]);
    await above.send("PUB down.yes 1\r\nx\r\n");
    assertEquals(await below.lines(2), ["MSG down.yes 3 1\r", "x\r"]);
    assertEquals(node.mailroom.counts().leaf_connected, 1);
  },
});

Deno.test({
  name: "a leaf holds back what its own options deny",
  ignore,
  fn: async () => {
    await using hub = await HubServer.start();
    await using node = await LeafNode.start({ urls: [hub.url], denyExports: ["secret.>"], denyImports: ["noise.>"] });
    await using above = await connect(hub.port, FULL);
    await using below = await node.client();
    await below.send("SUB noise.a 1\r\nSUB noise.* 2\r\nSUB > 3\r\n");
    await hub.knows(">", "noise.*");
    await above.send("SUB secret.* 1\r\nSUB open 2\r\nPUB noise.a 1\r\nx\r\nPUB fine 1\r\ny\r\n");
    assertEquals(await below.lines(2), ["MSG fine 3 1\r", "y\r"]);
    await node.knows("open", "secret.*");
    await below.send("PUB secret.a 1\r\nx\r\nPUB open 1\r\ny\r\n");
    assertEquals(await above.lines(2), ["MSG open 2 1\r", "y\r"]);
  },
});

Deno.test({
  name: "a leaf leaves nothing at the hub of ten thousand subscriptions that have come and gone",
  ignore,
  fn: () =>
    pair(async ({ hub, below }) => {
      const count = 10_000;
      await below.send("SUB stays 0\r\n");
      const subs = Array.from({ length: count }, (_, i) => `SUB churn.${i} ${i % 3 === 0 ? "q " : ""}${i + 1}\r\n`);
      await below.send(subs.join(""));
      assertEquals(await settled(below), []);
      await below.send(Array.from({ length: count }, (_, i) => `UNSUB ${i + 1}\r\n`).join(""));
      await hub.knows("stays");
      await below.send(subs.map((sub, i) => `${sub}UNSUB ${i + 1}\r\n`).join("") + "SUB last 99999\r\n");
      await hub.knows("last", "stays");
    }),
});

Deno.test({
  name: "a leaf whose hub reads nothing more gives it up, and its own clients go on",
  ignore,
  fn: () =>
    pair(async ({ hub, node, above, below }) => {
      await above.send("SUB up 1\r\n");
      await node.knows("up");
      await using publisher = await node.client();
      await below.send("SUB here 1\r\n");
      hub.signal("SIGSTOP");
      const message = `PUB up 65536\r\n${"x".repeat(65_536)}\r\n`;
      const flood = (async () => {
        for (let i = 0; i < 1_600; i++) await publisher.send(message);
      })();
      await below.send("PUB here 2\r\nhi\r\n");
      assertEquals(await below.lines(2), ["MSG here 1 2\r", "hi\r"]);
      const line = await node.logged(/link to .* is over: too slow/);
      assertMatch(line, /too slow: /);
      await flood;
      hub.signal("SIGCONT");
      await node.logged(/is open/, 2);
      await node.knows("up");
    }),
});

Deno.test({
  name: "a leaf joins the account that it is told to, and no other",
  ignore,
  fn: async () => {
    await using hub = await HubServer.start();
    const users = [{ user: "ada", password: "x", account: "A" }, { user: "bob", password: "x" }];
    await using node = await LeafNode.start({ urls: [hub.url], account: "A" }, { accounts: ["A"], auth: { users } });
    await using above = await connect(hub.port, FULL);
    await using joined = await node.client({ ...FULL, user: "ada", pass: "x" });
    await using other = await node.client({ ...FULL, user: "bob", pass: "x" });
    await other.send("SUB a 1\r\n");
    await joined.send("SUB a 1\r\nSUB b 2\r\n");
    await hub.knows("a", "b");
    await above.send("SUB c 1\r\nPUB a 1\r\nx\r\n");
    assertEquals(await joined.lines(2), ["MSG a 1 1\r", "x\r"]);
    assertEquals(await settled(other), []);
    await other.send("PUB c 5\r\nother\r\n");
    await settled(other);
    const heard: string[] = [];
    await until(async () => {
      await joined.send("PUB c 6\r\njoined\r\n");
      heard.push(...await settled(above));
      return heard.includes("joined\r");
    }, "what the joined account publishes");
    assertEquals(heard.includes("other\r"), false);
  },
});
