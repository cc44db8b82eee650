import { GoodClients, type Service } from "./_good_clients.ts";
import { type Account, Victim } from "./_victim.ts";
import { within } from "../_within.ts";

/** How TCP clients fared alone and beside a flood of datagrams, and what the server held before and after. */
export interface UdpSiege {
  readonly alone: Service;
  readonly beside: Service;
  readonly wrongs: readonly string[];
  readonly before: Account;
  readonly after: Account;
  /** Datagrams a second that were sent. */
  readonly rate: number;
}

/** Floods a server with datagrams from addresses that cannot receive, for so many seconds. */
export async function floodUdp(rate: number, seconds: number): Promise<UdpSiege> {
  await using victim = await Victim.start({ nats: { port: 0 }, udp: { port: 0, loopback: "proved" } });
  await using good = await GoodClients.connect(victim.ports.nats, { clients: 20, burst: 5, bursts: 20 });
  await good.measure(1_000);
  const alone = await good.measure(seconds * 500);
  const before = await victim.account();
  const flood = new Deno.Command("nice", {
    args: [
      "-n",
      "19",
      Deno.execPath(),
      "run",
      "--quiet",
      "--no-prompt",
      "--allow-net",
      "--unstable-net",
      new URL("./_udp_flood.ts", import.meta.url).href,
      `${victim.ports.udp}`,
      `${rate}`,
      `${seconds + 1}`,
    ],
    stdout: "piped",
  }).spawn();
  const lines = flood.stdout.pipeThrough(new TextDecoderStream()).getReader();
  await within(lines.read(), "the flood");
  const beside = await good.measure(seconds * 1_000);
  const after = await victim.account();
  const { value } = await within(lines.read(), "the end of the flood");
  await lines.cancel();
  await flood.status;
  return { alone, beside, wrongs: [...good.wrongs], before, after, rate: Number(value) };
}
