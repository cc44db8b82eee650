import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { seededRandom } from "../../../actors/testing.ts";
import { Cluster, payloads, until } from "./_cluster.ts";
import { Stranger } from "./_stranger.ts";

const FRAMES = [
  "PING\r\n",
  "PONG\r\n",
  "S+ $G fuzz.* \r\n",
  "S+ $G fuzz.a\r\n",
  "S+ $G fuzz.a pool 3\r\n",
  "S- $G fuzz.a\r\n",
  "S+ other fuzz.a\r\n",
  "M $G stays.x 2\r\nhi\r\n",
  "M $G stays.x re.ply 2\r\nhi\r\n",
  "X $G stays.x 3 0 2 re.ply pool none\r\nhi\r\n",
  "M nobody stays.x 2\r\nhi\r\n",
  'PEERS [{"id":"x"},null,{}]\r\n',
  "PEERS nonsense\r\n",
  "NODE {}\r\n",
  "+OK\r\n",
];

/** A stream of frames of which some are damaged. */
function noise(random: () => number): Uint8Array {
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!;
  let text = "";
  for (let i = 0; i < 20; i++) text += pick(FRAMES);
  const bytes = new TextEncoder().encode(text);
  const damages = Math.floor(random() * 4);
  for (let i = 0; i < damages; i++) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
  return bytes;
}

Deno.test("a node port takes any bytes before the handshake, says why it goes, and nothing comes of it", async () => {
  await using cluster = new Cluster();
  const a = await cluster.start();
  const port = a.mailroom.addresses.node!.port;
  const random = seededRandom(7);
  const starts = ["", "NODE ", "NODE {", "AUTH ", "GET / HTTP/1.1\r\n\r\n", "CONNECT {}\r\n", "\r\n", "\x16\x03\x01"];
  for (let i = 0; i < 200; i++) {
    using stranger = await Stranger.dial(port);
    await stranger.say(starts[i % starts.length]!);
    await stranger.say(Uint8Array.from({ length: 1 + Math.floor(random() * 200) }, () => Math.floor(random() * 256)));
    await stranger.say("\r\n");
    await stranger.finish();
    const rest = await stranger.rest();
    assert(rest === "" || /^(NODE .*\r\n)?-ERR '.*'\r\n$/.test(rest), JSON.stringify(rest));
  }
  assertEquals(a.links, 0);
  const b = await cluster.start([a]);
  await Promise.all([a.linkedTo(1), b.linkedTo(1)]);
});

Deno.test("a node takes any frames from a node that it has let in, and corrupts no interest of others", async () => {
  await using cluster = new Cluster();
  const [a, b] = await cluster.mesh(2);
  const [onA, onB] = await Promise.all([a!, b!].map((node) => cluster.client(node)));
  await onB!.send("SUB kept.> 1\r\nSUB kept.> pool 2\r\n");
  await onA!.send("SUB stays.x 1\r\n");
  await Promise.all([onA!.sync(), onB!.sync()]);
  await a!.knows(2);
  const random = seededRandom(11);
  for (let i = 0; i < 150; i++) {
    using stranger = await Stranger.dial(a!.mailroom.addresses.node!.port);
    await stranger.open();
    await stranger.say(noise(random));
    await stranger.finish();
    await stranger.rest();
  }
  await a!.linkedTo(1);
  await a!.knows(2);
  const known = payloads(onA!).length;
  assert(known > 0, "nothing of it has come through");
  a!.mailroom.publish("kept.here", "still");
  await onB!.until(() => payloads(onB!).length === 2, "both of its wishes");
  assertEquals(payloads(onB!), ["still", "still"]);
  await a!.knows(2);
});

Deno.test("a stranger who says nothing is gone when the handshake has taken too long", async () => {
  await using cluster = new Cluster();
  const a = await cluster.start();
  using stranger = await Stranger.dial(a.mailroom.addresses.node!.port);
  assertStringIncludes(await stranger.rest(), "-ERR 'the handshake took too long'");
  await until(() => a.lines.some((line) => line.includes("took too long")), "it is in the log");
});

Deno.test("a node drops what is for an account that it does not have, and counts it", async () => {
  await using cluster = new Cluster();
  const a = await cluster.start();
  using stranger = await Stranger.dial(a.mailroom.addresses.node!.port);
  await stranger.open();
  await stranger.say("S+ nobody a\r\nM nobody a 1\r\nx\r\nS+ $G b\r\n");
  await a.knows(1);
  assertEquals(a.mailroom.counts().nodes_dropped_unknown_account, 2);
});
