import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { askTracker, type DatagramSocket, listenTcp, listenUdp, type Peer } from "../../../mod.ts";

const PEERS = { type: "peers", cluster: "blue" } as const;
const NODE = { id: "a", address: "h:1" };

/** A tracker of datagrams that says what the test wants: it is given each that comes, and what it returns is sent. */
function scripted(answer: (text: string) => readonly string[]) {
  const socket: DatagramSocket = listenUdp({ port: 0 });
  const heard: string[] = [];
  const buffer = new Uint8Array(2_048);
  const running = (async () => {
    while (true) {
      const { size, from } = await socket.receive(buffer);
      const text = new TextDecoder().decode(buffer.subarray(0, size));
      heard.push(text);
      for (const part of answer(text)) await socket.send(new TextEncoder().encode(part), from as Peer);
    }
  })().catch(() => {});
  return { port: socket.address.port, heard, [Symbol.asyncDispose]: () => (socket.close(), running) };
}

Deno.test("askTracker() shows the cookie that it is given, and leaves room for one", async () => {
  await using tracker = scripted((text) => text.startsWith("/join ") ? ["PEER a h:1\nEND 1\n"] : ["/cookie 00ff\n"]);
  assertEquals(await askTracker({ port: tracker.port, udp: true }, PEERS), { type: "peers", peers: [NODE] });
  assertEquals(tracker.heard, ["PEERS blue              \n", "/join 00ff\nPEERS blue              \n"]);
  assertEquals(tracker.heard[0]!.length, 25);
});

Deno.test("askTracker() asks again by datagram when one was lost, and puts a list together in any order", async () => {
  let asked = 0;
  const lists = [[], ["END 2\n"], ["PEER b h:2\nEND 2\n", "PEER a h:1\n"]];
  await using tracker = scripted(() => lists[asked++] ?? []);
  const answer = await askTracker({ port: tracker.port, udp: true }, PEERS);
  assertEquals(answer, { type: "peers", peers: [{ id: "b", address: "h:2" }, NODE] });
});

Deno.test("askTracker() tells a refusal as an answer", async () => {
  await using tracker = scripted(() => ["! Cannot do that\n"]);
  const answer = await askTracker({ port: tracker.port, udp: true }, { type: "leave", cluster: "blue", id: "a" });
  assertEquals(answer, { type: "refused", text: "Cannot do that" });
});

Deno.test("askTracker() does not go on for ever with a tracker that takes no cookie", async () => {
  await using tracker = scripted(() => ["/cookie 00\n"]);
  await assertRejects(
    () => askTracker({ port: tracker.port, udp: true }, PEERS),
    Error,
    "it takes none of its own cookies",
  );
});

Deno.test("askTracker() says whom it could not ask, and why", async () => {
  const listener = listenTcp({ port: 0 });
  const { port } = listener.address;
  const accepted = listener.accept();
  const error = await assertRejects(() => askTracker({ port, timeout: 50 }, PEERS), Error);
  assertEquals(error.message, `Cannot ask the tracker tcp://127.0.0.1:${port}: waited 0.05 s in vain`);
  (await accepted).close();
  const next = listener.accept();
  const ended = assertRejects(() => askTracker({ port }, PEERS), Error, "it has ended the connection");
  // All of the question has to be read, or the end would be a reset.
  const socket = await next;
  await socket.read(new Uint8Array(100));
  socket.close();
  await ended;
  listener.close();
  const refused = await assertRejects(() => askTracker({ port }, PEERS), Error);
  assertMatch(refused.message, /^Cannot ask the tracker tcp:\/\/127\.0\.0\.1:\d+: Connection refused/);
  await assertRejects(() => askTracker({ port, signal: AbortSignal.abort() }, PEERS), Error, "stopped");
  await assertRejects(() => askTracker({ port, udp: true, timeout: 20 }, PEERS), Error, "waited 0.02 s in vain");
});

Deno.test("askTracker() refuses who speaks something else", async () => {
  await using tracker = scripted(() => ["HTTP/1.1 400 Bad Request\r\n\r\n"]);
  await assertRejects(() => askTracker({ port: tracker.port, udp: true }, PEERS), Error, "wanted an answer to PEERS");
});
