import { assertEquals, assertFalse } from "@std/assert";
import { seededRandom } from "../../actors/testing.ts";
import { UdpClient } from "../_udp_client.ts";
import { enter } from "./_dial.ts";
import { ServerProcess } from "./_server.ts";

/** Milliseconds of noise. */
const TIME = 1_200;
/** Pieces that are likelier to reach something than chance alone would be. */
const WORDS = [
  "\n",
  "\r\n",
  "/",
  "//",
  "/join ",
  "/nick ",
  "/who\n",
  "/rooms\n",
  "/quit\n",
  "PING\r\n",
  "CONNECT {}\r\n",
];
const MORE = [
  "PUB a 5\r\n",
  "SUB > 1\r\n",
  "HPUB a 12 17\r\nNATS/1.0\r\n\r\n",
  "UNSUB 1 1\r\n",
  "GET /varz HTTP/1.1\r\n\r\n",
];

/** So many bytes of noise at most. */
function noise(random: () => number, most: number): Uint8Array {
  const pick = (count: number) => Math.floor(random() * count);
  const pieces: number[] = [];
  const size = pick(most);
  const words = [...WORDS, ...MORE];
  while (pieces.length < size) {
    if (random() < 0.3) pieces.push(...new TextEncoder().encode(words[pick(words.length)]!));
    else for (let i = pick(40); i >= 0; i--) pieces.push(pick(256));
  }
  return Uint8Array.from(pieces);
}

/** Connects and sends noise, again and again, until the time is over; sometimes it reads, sometimes it just goes. */
async function shout(port: number, random: () => number, end: number): Promise<void> {
  while (performance.now() < end) {
    const conn = await Deno.connect({ hostname: "127.0.0.1", port });
    const reading = random() < 0.5 ? conn.readable.pipeTo(new WritableStream()).catch(() => {}) : undefined;
    try {
      for (let i = Math.floor(random() * 20); i >= 0 && performance.now() < end; i--) {
        await conn.write(noise(random, random() < 0.1 ? 200_000 : 400));
      }
    } catch {
      // The server has hung up, as it may.
    }
    try {
      conn.close();
    } catch {
      // It was closed with the stream.
    }
    await reading;
  }
}

Deno.test("random bytes on every port neither end the server nor keep it from answering", async () => {
  const args = ["serve", "--line=0", "--udp=0", "--nats=0", "--http=0", "--max-line=1000"];
  await using server = new ServerProcess({ args });
  const [line, udp, nats, http] = [await server.port(), await server.port(), await server.port(), await server.port()];
  await using ada = await enter(line, "Ada");
  await ada.send("/join quiet\n");
  assertEquals(await ada.line(), "* you are in quiet");

  const end = performance.now() + TIME;
  const random = seededRandom(7);
  const peers = Array.from({ length: 3 }, () => new UdpClient(udp));
  const datagrams = async (peer: UdpClient) => {
    while (performance.now() < end) {
      await peer.send(noise(random, random() < 0.1 ? 60_000 : 400).subarray(0, 65_507));
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  };
  const ports = [line, line, line, nats, nats, http];
  await Promise.all([...ports.map((port) => shout(port, random, end)), ...peers.map(datagrams)]);
  for (const peer of peers) peer[Symbol.dispose]();

  await using bob = await enter(line, "Bob");
  await bob.send("/join quiet\n");
  await bob.line();
  await bob.send("still here\n");
  assertEquals(await ada.line(), "Bob: still here");
  server.signal("SIGTERM");
  assertEquals(await server.code(), 0);
  await server.stderr.done;
  const wrong = server.stderr.all.filter((line) => !/^\d{4}-\S+Z (warn|info) /.test(line));
  assertEquals(wrong.slice(0, 5), []);
  assertFalse(server.stderr.all.some((line) => / failed, incarnation /.test(line)));
});
