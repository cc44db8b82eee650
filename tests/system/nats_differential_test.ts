import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { type MailroomOptions, startMailroom } from "../../mod.ts";
import { compare, type Script } from "./_nats_compare.ts";
import { babble, conversation } from "./_nats_random.ts";
import { REFERENCE, ReferenceServer } from "./_nats_reference.ts";
import { LIMITED, SCRIPTS } from "./_nats_scripts.ts";
import { type Frame, NatsWire } from "./_nats_wire.ts";

type Ports = readonly [ours: number, reference: number];

/** Compares both servers, started for it; what each is told is in its own language. */
function differential(
  name: string,
  run: (...ports: Ports) => Promise<void>,
  config = "",
  nats: Partial<NonNullable<MailroomOptions["nats"]>> = {},
  options: MailroomOptions = {},
): void {
  Deno.test({
    name: `nats-server and mailroom ${name}`,
    ignore: !REFERENCE,
    fn: async () => {
      await using reference = await ReferenceServer.start(config);
      await using mailroom = await startMailroom({ ...options, nats: { port: 0, ...nats } });
      await run(mailroom.addresses.nats!.port, reference.port);
    },
  });
}

/** What each server says on one connection until it ends it, or all that `enough` asks for. */
function listen(ports: Ports, said: string, enough: (frames: readonly Frame[]) => boolean): Promise<Frame[][]> {
  return Promise.all(ports.map(async (port) => {
    using wire = await NatsWire.open(port);
    await wire.send(said);
    await wire.until(() => wire.ended || enough(wire.frames), "the last word");
    return [...wire.frames, ...wire.ended ? ["end"] : []];
  }));
}

for (const [name, scripts] of Object.entries(SCRIPTS)) {
  differential(`say the same: ${name}`, async (ours, reference) => {
    for (const script of scripts) await compare(ours, reference, script);
  });
}

differential(
  "say the same where there are limits",
  async (ours, reference) => {
    for (const script of LIMITED) await compare(ours, reference, script);
  },
  "max_payload: 64\nmax_control_line: 100\nmax_subscriptions: 3\nmax_sub_tokens: 3",
  { maxPayload: 64, maxControlLine: 100, maxSubscriptions: 3, maxSubscriptionTokens: 3 },
);

/** Compares both for scripts that are made at random, always the same ones. */
function randomly(scripts: fc.Arbitrary<Script>, numRuns: number, synced: boolean) {
  return (ours: number, reference: number) =>
    fc.assert(fc.asyncProperty(scripts, (script) => compare(ours, reference, script, synced)), {
      numRuns,
      seed: 20_240_517,
      endOnFailure: true,
    });
}

differential("say the same whatever three clients do", randomly(conversation, 150, true));

differential("say the same whatever mistakes a client makes", randomly(babble, 400, false));

differential(
  "ping a silent client, and give it up",
  async (...ports) => {
    const [heard, wanted] = await listen(ports, 'CONNECT {"verbose":false}\r\n', () => false);
    assertEquals(heard, wanted);
    assertEquals(wanted, ["PING\r\n", "PING\r\n", "-ERR 'Stale Connection'\r\n", "end"]);
  },
  'ping_interval: "200ms"\nping_max: 2',
  { pingInterval: 200, pingMax: 2 },
);

differential(
  "say the same to one client too many",
  async (...ports) => {
    const heard = await Promise.all(ports.map(async (port) => {
      using _first = await NatsWire.open(port);
      using second = await NatsWire.open(port);
      await second.until(() => second.ended, "the end");
      return second.frames;
    }));
    assertEquals(heard, [["-ERR 'maximum connections exceeded'\r\n"], ["-ERR 'maximum connections exceeded'\r\n"]]);
  },
  "max_connections: 1",
  {},
  { maxConnections: 1 },
);

differential("say the same of themselves, but for who they are", async (...ports) => {
  const infos = await Promise.all(ports.map(async (port) => {
    using wire = await NatsWire.open(port);
    return wire.info;
  }));
  const [ours, theirs] = infos.map(({ server_id, server_name, go, port, client_id, git_commit, ...rest }) => {
    assertEquals([typeof server_id, typeof server_name, typeof go, typeof client_id], [
      "string",
      "string",
      "string",
      "number",
    ]);
    assertEquals(ports.includes(port as number), true);
    return { ...rest, cluster: git_commit === undefined };
  });
  assertEquals({ ...ours, cluster: 0 }, { ...theirs, cluster: 0 });
});
