import { assertEquals } from "@std/assert";
import { startMailroom } from "../../mod.ts";
import { dial } from "./_dial.ts";
import { connect } from "./_nats_server.ts";
import { REFERENCE, ReferenceServer } from "./_nats_reference.ts";

const CONNECT = 'CONNECT {"verbose":false}\r\n';
/** What clients say to be thrown out, each in its own way; nothing is said by one that goes by itself. */
const SCRIPTS: readonly string[] = [
  "",
  "BOGUS\r\n",
  `${CONNECT}PUB\r\n`,
  `${CONNECT}PUB a x\r\n`,
  `${CONNECT}PUB a 200\r\n`,
  `${CONNECT}SUB ${"a".repeat(5_000)} 1\r\n`,
  `${CONNECT}HPUB a 1 1\r\n`,
  `${CONNECT}INFO {\r\n`,
  `${CONNECT}-ERR x\r\n`,
  'CONNECT {"a"\r\n',
  'CONNECT {"protocol":7}\r\n',
  'CONNECT {"no_responders":true}\r\n',
  'CONNECT {"account":"X"}\r\n',
  `${CONNECT}PING\r\n`,
];

/** The reasons that a server's pages have for the ends of such clients. */
async function reasons(port: number, pages: number): Promise<string[]> {
  for (const [i, script] of SCRIPTS.entries()) {
    {
      await using client = await dial(port);
      await client.line();
      if (script !== "") {
        await client.send(script);
        await client.rest();
      }
    }
    await closed(pages, i + 1);
  }
  const { connections } = await (await fetch(`http://127.0.0.1:${pages}/connz?state=closed`)).json();
  return connections.map(({ reason }: { reason: string }) => reason);
}

/** Waits until the pages tell of the end of so many clients. */
async function closed(pages: number, count: number): Promise<void> {
  const end = Date.now() + 10_000;
  while (Date.now() < end) {
    const { total } = await (await fetch(`http://127.0.0.1:${pages}/connz?state=closed`)).json();
    if (total >= count) return;
  }
  throw new Error(`Waited 10 seconds in vain for the end of ${count} clients`);
}

Deno.test(
  { name: "/connz gives the same reasons for the end of a client as nats-server", ignore: !REFERENCE },
  async () => {
    const port = freePort();
    await using reference = await ReferenceServer.start(
      `max_payload: 100, ping_interval: "200ms", ping_max: 1, http: "127.0.0.1:${port}"`,
    );
    await using mailroom = await startMailroom({
      nats: { port: 0, maxPayload: 100, pingInterval: 200, pingMax: 1 },
      http: { port: 0 },
    });
    const { nats, http } = mailroom.addresses;
    assertEquals(await reasons(nats!.port, http!.port), await reasons(reference.port, port));
  },
);

/** What a server's pages say when a client has not read for the time of `write_deadline`. */
async function afterDeafness(port: number, pages: number): Promise<unknown[]> {
  using deaf = await Deno.connect({ hostname: "127.0.0.1", port });
  await deaf.write(new TextEncoder().encode(`${CONNECT}SUB a 1\r\nPING\r\n`));
  const heard = new Uint8Array(4_096);
  for (let text = ""; !text.includes("PONG");) {
    text += new TextDecoder().decode(heard.subarray(0, await deaf.read(heard) ?? 0));
  }
  await using talker = await connect(port);
  await talker.send(`PUB a 1000000\r\n${"x".repeat(1_000_000)}\r\n`.repeat(24));
  await closed(pages, 1);
  const { connections } = await (await fetch(`http://127.0.0.1:${pages}/connz?state=closed`)).json();
  const { slow_consumers, write_deadline } = await (await fetch(`http://127.0.0.1:${pages}/varz`)).json();
  return [connections[0].reason, slow_consumers, write_deadline];
}

Deno.test(
  { name: "a client that does not read one write in time is dropped as by nats-server", ignore: !REFERENCE },
  async () => {
    const port = freePort();
    await using reference = await ReferenceServer.start(`write_deadline: "300ms", http: "127.0.0.1:${port}"`);
    await using mailroom = await startMailroom({ nats: { port: 0, writeDeadline: 300 }, http: { port: 0 } });
    const { nats, http } = mailroom.addresses;
    const ours = await afterDeafness(nats!.port, http!.port);
    assertEquals(ours, ["Slow Consumer (Write Deadline)", 1, 300e6]);
    assertEquals(await afterDeafness(reference.port, port), ours);
  },
);

/** A port that nobody listens on just now. */
function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return (listener.addr as Deno.NetAddr).port;
}
