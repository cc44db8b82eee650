import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import fc from "fast-check";
import type { Peer, Transport } from "../../../../transports/mod.ts";
import type { TrackerAnswer } from "../../../../transports/protocols/tracker/answer.ts";
import { type Answering, TrackerProtocol } from "../../../../transports/protocols/tracker/tracker_protocol.ts";
import { udpProof } from "../../../../transports/protocols/tracker/udp_proof.ts";
import { formatRequest } from "../../../../transports/protocols/tracker/request.ts";
import { request } from "./_arbitrary.ts";

const encoder = new TextEncoder();
const echo: Answering = (request, hostname) =>
  Promise.resolve({ type: "refused", text: `${hostname} ${formatRequest(request)}` });

/** A protocol on a transport that keeps what is written, as datagrams. */
function connected(answer: Answering = echo, peer: Partial<Peer> = {}) {
  const written: string[] = [];
  let open = true;
  const write = (data: string | Uint8Array) => {
    if (open) written.push(typeof data === "string" ? data : new TextDecoder().decode(data));
    return open;
  };
  const transport = {
    peer: { transport: "tcp", hostname: "192.0.2.1", port: 7, ...peer } as Peer,
    write,
    close: () => void (open = false),
  } as unknown as Transport;
  const protocol = new TrackerProtocol(answer, udpProof());
  protocol.connected(transport);
  const say = async (data: string | Uint8Array) => {
    await protocol.received(typeof data === "string" ? encoder.encode(data) : data);
    return written.splice(0).join("");
  };
  return {
    say,
    written,
    protocol,
    get open() {
      return open;
    },
  };
}

Deno.test("TrackerProtocol answers every line in order, however the bytes come", async () => {
  const text = "PEERS a\r\n\nCLUSTERS\nLEAVE a b t\nPEERS";
  const whole = await connected().say(text);
  assertEquals(whole, "! 192.0.2.1 PEERS a\n! 192.0.2.1 CLUSTERS\n! 192.0.2.1 LEAVE a b t\n");
  const bytewise = connected();
  let said = "";
  for (const byte of encoder.encode(text)) said += await bytewise.say(Uint8Array.of(byte));
  assertEquals(said, whole);
});

Deno.test("TrackerProtocol helps without asking anybody", async () => {
  const said = await connected(() => Promise.reject(new Error("asked"))).say("help\n");
  assert(/^(\* [A-Z].*\n){5}END 5\n$/.test(said), said);
});

Deno.test("TrackerProtocol says so when nobody answers", async () => {
  const { say } = connected(() => Promise.reject(new Error("it is a secret why")));
  assertEquals(await say("CLUSTERS\n"), "! Cannot answer: the tracker is too busy, try again\n");
});

Deno.test("TrackerProtocol ends at QUIT, and hears nothing behind it", async () => {
  const connection = connected();
  assertEquals(await connection.say("CLUSTERS\nQUIT\nCLUSTERS\n"), "! 192.0.2.1 CLUSTERS\nBYE\n");
  assertEquals(connection.open, false);
});

Deno.test("TrackerProtocol answers what came before a line that is too long, and ends", async () => {
  const connection = connected();
  const said = await connection.say(`CLUSTERS\n${"x".repeat(513)}`);
  assertEquals(said, "! 192.0.2.1 CLUSTERS\n! Cannot take a line of more than 512 bytes: wanted a shorter one\n");
  assertEquals(connection.open, false);
});

Deno.test("TrackerProtocol asks nothing more for a client that is gone", async () => {
  let asked = 0;
  const connection = connected(() => {
    if (++asked === 2) connection.protocol.received(encoder.encode("QUIT\n"));
    return Promise.resolve({ type: "left" });
  });
  await connection.say("LEAVE a b\n".repeat(10));
  assertLessOrEqual(asked, 3);
});

Deno.test("TrackerProtocol takes arbitrary bytes, and never says more than one answer for each line", async () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 600 }),
    fc.array(fc.oneof(request.map(formatRequest), fc.string()), { maxLength: 5 }).map((lines) =>
      encoder.encode(lines.join("\n"))
    ),
  );
  await fc.assert(fc.asyncProperty(fc.array(bytes, { maxLength: 4 }), async (chunks) => {
    const connection = connected();
    let answers = 0;
    for (const chunk of chunks) {
      if (connection.open) answers += (await connection.say(chunk)).split(/^! |^END|^BYE/m).length - 1;
    }
    const ends = chunks.flatMap((chunk) => [...chunk]).filter((byte) => byte === 10).length;
    assertLessOrEqual(answers, ends + 1);
  }));
});

Deno.test("TrackerProtocol takes one request a datagram, with a line end or without", async () => {
  const { say } = connected(echo, { transport: "udp", hostname: "127.0.0.1" });
  assertEquals(await say("PEERS a"), "! 127.0.0.1 PEERS a\n");
  assertEquals(await say("PEERS a        \r\n"), "! 127.0.0.1 PEERS a\n");
  assertEquals(await say(""), "");
  assertEquals(await say("CLUSTERS\nCLUSTERS\n"), "! Cannot take several lines: wanted one request a datagram\n");
  assertEquals(await say("x".repeat(600)), "! Cannot take a request of 600 bytes: wanted at most 512\n");
});

Deno.test("TrackerProtocol sends a long list in datagrams that nobody has to cut", async () => {
  const peers = Array.from({ length: 500 }, (_, i) => ({ id: `node-${i}`, address: `host-${i}.example.org:9100` }));
  const answer: TrackerAnswer = { type: "peers", peers };
  const { protocol, written } = connected(() => Promise.resolve(answer), { transport: "udp", hostname: "127.0.0.1" });
  await protocol.received(encoder.encode("PEERS a"));
  for (const datagram of written) {
    assertLessOrEqual(datagram.length, 1_200);
    assert(datagram.endsWith("\n"));
  }
  assertEquals(written.join("").split("\n").length, 502);
});
