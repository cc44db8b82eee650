import type { MailroomOptions } from "../../mod.ts";
import { Authority } from "../_certificates.ts";
import { GoodClients, type Pace, type Service } from "./_good_clients.ts";
import { type Account, Aside, Victim } from "./_victim.ts";

/**
 * What the good clients say: 10,000 messages a second of 300 bytes, ten at a time. The server could move a hundred times as
 * many from one to one, so that whatever they lose beside others was taken from them, and not what they lacked alone.
 */
const PACE: Pace = { clients: 50, burst: 10, bursts: 20 };
/** The limits that the server is given. */
const LIMITS = { maxConnections: 700, maxPayload: 64 << 10, maxPendingInAll: 64 << 20, maxSubscribedTokens: 1_000_000 };
/** What a connection may read into, a subscribed token takes at most, and buffers that are kept for reuse, in bytes. */
const [ROOM, TOKEN, KEPT] = [256 << 10, 250, 64 << 20] as const;
/** Garbage that is not collected yet. */
const GARBAGE = 128 << 20;

/** How the good ones fared alone and beside hostile ones, and what it cost the server. */
export interface Siege {
  readonly alone: Service;
  /** While the hostile ones came: half a million subscriptions among it. */
  readonly arrival: Service;
  readonly beside: Service;
  /** What went wrong for the good ones. */
  readonly wrongs: readonly string[];
  readonly account: Account;
  /** The most memory that the server may have held by its limits, in bytes. */
  readonly bound: number;
  /** How often the hostile ones of each kind have come. */
  readonly came: Readonly<Record<string, number>>;
}

/** Lets `hostile` clients loose on a server, and measures good ones alone first and then beside them, so many milliseconds. */
export async function besiege(
  hostile: number,
  aloneTime: number,
  arrivalTime: number,
  besideTime: number,
): Promise<Siege> {
  const tls = await (await Authority.make()).sign();
  const { maxConnections, maxPayload, maxPendingInAll, maxSubscribedTokens } = LIMITS;
  const options: MailroomOptions = {
    nats: { port: 0, maxPayload },
    line: { port: 0, tls },
    ws: { port: 0 },
    http: { port: 0 },
    limits: { maxPendingInAll },
    maxConnections,
    maxSubscribedTokens,
  };
  await using victim = await Victim.start(options);
  await using good = await GoodClients.connect(victim.ports.nats, PACE);
  await good.measure(1_500);
  const alone = await good.measure(aloneTime);
  const { rss } = await victim.account();
  await using mob = new Aside("./_hostile_mob.ts", { count: hostile, ports: { ...victim.ports, maxPayload } }, true);
  const arrival = await good.measure(arrivalTime);
  await mob.line();
  const beside = await good.measure(besideTime);
  const came = await mob.ask();
  const account = await victim.account();
  const bound = rss + maxPendingInAll + maxConnections * ROOM + maxSubscribedTokens * TOKEN + KEPT + GARBAGE;
  return { alone, arrival, beside, wrongs: [...good.wrongs], account, bound, came };
}
