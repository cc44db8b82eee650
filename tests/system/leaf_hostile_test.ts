import { assert, assertEquals, assertMatch } from "@std/assert";
import { seededRandom } from "../../actors/testing.ts";
import { Authority } from "../_certificates.ts";
import { LeafNode } from "./_leaf_node.ts";
import { until } from "./_until.ts";

const encoder = new TextEncoder();
const random = seededRandom(Number(Deno.env.get("SEED") ?? 7));

/** What is said to whoever dials; the connection is closed behind it. */
type Behaviour = (conn: Deno.TcpConn) => Promise<void>;

function info(fields: Record<string, unknown> = {}): string {
  const all = { client_id: 1, leafnode_urls: [], headers: true, max_payload: 1_000, info_on_connect: true, ...fields };
  return `INFO ${JSON.stringify(all)}\r\n`;
}

function noise(size: number): Uint8Array {
  return Uint8Array.from({ length: size }, () => Math.floor(random() * 256));
}

function pick<T>(all: readonly T[]): T {
  return all[Math.floor(random() * all.length)]!;
}

/** Frames of which some bytes are others. */
function damaged(): Uint8Array {
  const frames = [
    "LS+ a\r\n",
    "LS+ a q 2\r\n",
    "LMSG a 3\r\nabc\r\n",
    "LMSG a + r q 1\r\nx\r\n",
    "LS- a q\r\n",
    "PING\r\n",
  ];
  const more = [
    "HMSG a 12 12\r\nNATS/1.0\r\n\r\n\r\n",
    info({ connect_info: true }),
    "-ERR 'Invalid Subscription'\r\n",
  ];
  const text = Array.from({ length: 30 }, () => pick([...frames, ...more])).join("");
  const bytes = encoder.encode(text);
  for (let i = 0; i < 3; i++) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
  return bytes;
}

const said = (...pieces: (() => string | Uint8Array)[]): Behaviour => async (conn) => {
  for (const piece of pieces) {
    const bytes = piece();
    const all = typeof bytes === "string" ? encoder.encode(bytes) : bytes;
    for (let at = 0; at < all.length;) at += await conn.write(all.subarray(at));
  }
};
const LET_IN = () => info() + info({ connect_info: true });

const BEHAVIOURS: Record<string, Behaviour> = {
  "hangs up": said(),
  "noise": said(() => noise(10_000)),
  "no line end": said(() => "x".repeat(200_000)),
  "another protocol": said(() => "HTTP/1.1 400 Bad Request\r\n\r\n"),
  "an error": said(() => "-ERR 'go away'\r\n"),
  "no leaf port": said(() => info({ client_id: 0 })),
  "hostile fields": said(() => info({ leafnode_urls: ["::::", "http://x", {}, 3], import: 3, export: { allow: [1] } })),
  "noise behind INFO": said(() => info(), () => noise(5_000)),
  "noise when let in": said(LET_IN, () => noise(5_000)),
  "damaged frames": said(LET_IN, damaged, damaged),
  "a huge message": said(LET_IN, () => "LMSG a 999999999\r\n"),
  "an endless line": said(LET_IN, () => `LS+ ${"a".repeat(400_000)}`),
  "subjects without end": said(LET_IN, () => Array.from({ length: 5_000 }, (_, i) => `LS+ s.${i}\r\n`).join("")),
};

/** A port where each who dials is treated so. */
class HostileHub implements AsyncDisposable {
  visits = 0;
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #serving: Promise<void>;

  constructor(behaviour: Behaviour) {
    this.#serving = this.#serve(behaviour);
  }

  get url(): string {
    return `nats://127.0.0.1:${(this.#listener.addr as Deno.NetAddr).port}`;
  }

  async #serve(behaviour: Behaviour): Promise<void> {
    for await (const conn of this.#listener) {
      await behaviour(conn as Deno.TcpConn).catch(() => {});
      conn.close();
      this.visits++;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await this.#serving;
  }
}

Deno.test("a leaf of hubs that say anything at all dials again and again, and harms nobody", async () => {
  const hubs = Object.values(BEHAVIOURS).map((behaviour) => new HostileHub(behaviour));
  await using _hubs = {
    [Symbol.asyncDispose]: async () => void await Promise.all(hubs.map((hub) => hub[Symbol.asyncDispose]())),
  };
  const limits = { maxInterest: 1_000 };
  await using node = await LeafNode.start(hubs.map(({ url }) => ({ urls: [url], limits })), {}, false);
  await using client = await node.client();
  await client.send("SUB here 1\r\n");
  // Some mistakes are not made again for half a minute.
  await until(
    () => hubs.every(({ visits }) => visits >= 1) && hubs.filter(({ visits }) => visits >= 3).length >= 5,
    () => `visits; there were ${hubs.map(({ visits }) => visits)}`,
  );
  await client.send("PUB here 2\r\nok\r\n");
  assertEquals(await client.lines(2), ["MSG here 1 2\r", "ok\r"]);
  await until(async () => (await node.wanted()).length === 0, "nothing to be left of what they wanted");
  const { actors_failed = 0, actors_restarted = 0 } = node.mailroom.counts();
  assertEquals([actors_failed, actors_restarted], [0, 0], node.lines.join("\n"));
});

Deno.test("a leaf that waits for a hub that says nothing, or shakes no hand, ends at once when it is told to", async () => {
  for (const first of ["", info({ tls_required: true })]) {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const node = await LeafNode.start({ urls: [`nats://127.0.0.1:${listener.addr.port}`] }, {}, false);
    using conn = await listener.accept();
    if (first !== "") {
      await conn.write(encoder.encode(first));
      // The first bytes of the handshake.
      await conn.read(new Uint8Array(1));
    }
    const start = performance.now();
    await node.mailroom.shutdown();
    assert(performance.now() - start < 2_000);
  }
});

Deno.test("a leaf that is to begin with TLS does so before the hub has said anything", async () => {
  const authority = await Authority.make();
  const { cert, key } = await authority.sign();
  using listener = Deno.listenTls({ hostname: "127.0.0.1", port: 0, cert, key });
  const tls = { ca: authority.cert, first: true };
  await using _node = await LeafNode.start({ urls: [`nats://127.0.0.1:${listener.addr.port}`], tls }, {}, false);
  using conn = await listener.accept();
  await conn.write(encoder.encode(info()));
  const buffer = new Uint8Array(1_000);
  const text = new TextDecoder().decode(buffer.subarray(0, (await conn.read(buffer))!));
  assertMatch(text, /^CONNECT \{.*"tls_required":true/);
});
