import type { Peer } from "./_arms.ts";
import type { Job } from "./_load.ts";

/** Something to measure. */
export interface Shape {
  /** What `--only` knows it by; it also chooses by what stands before the colon. */
  readonly key: string;
  readonly title: string;
  readonly work: Work;
  /** Whether the server, and the load too, has all cores instead of one. */
  readonly allCores?: boolean;
  /** What is beside ours. */
  readonly peers: readonly Peer[];
  readonly figures: readonly Figure[];
}

/** A figure that comes of it. */
export interface Figure {
  readonly name: "deliveries/s" | "requests/s" | "p50 µs" | "p99 µs" | "bytes/connection";
  /** Which ratio to a peer we want: at least this where more is better, at most this where less is. */
  readonly target: Readonly<Partial<Record<Peer, number>>>;
}

/** What the load generator does. */
export type Work =
  | { readonly type: "deliver"; readonly job: Pick<Job, "receivers" | "size" | "senders"> & Subjects }
  | { readonly type: "request"; readonly size: number; readonly inFlight: number }
  | { readonly type: "pace"; readonly size: number; readonly rate: number }
  | { readonly type: "idle"; readonly connections: number };

interface Subjects {
  /** How NATS subjects are used; one subject by default. */
  readonly subjects?: "nats on 1,000 subjects" | "nats with a wildcard";
}

/** Whether more of it is better. */
export function isRate({ name }: Figure): boolean {
  return name === "deliveries/s" || name === "requests/s";
}

const NATS = ["nats-server"] as const;

function delivery(key: string, title: string, job: (Work & { type: "deliver" })["job"], target: number): Shape {
  const all = job.size === 16 && (key === "1to1" || key === "1to10");
  return {
    key: `${job.size}:${key}`,
    title: `${title}, ${job.size} bytes`,
    work: { type: "deliver", job },
    peers: all ? [...NATS, "redis", "aedes"] : NATS,
    figures: [{ name: "deliveries/s", target: { "nats-server": target, redis: 2.5, aedes: 20 } }],
  };
}

const small = [16, 128, 256].flatMap((size) => [
  delivery("1to1", "1→1", { size, receivers: 1 }, 1.5),
  delivery("1to10", "1→10", { size, receivers: 10 }, 1.5),
  delivery("10to1", "10→1", { size, receivers: 1, senders: 10 }, 1.5),
  delivery("1to100", "1→100", { size, receivers: 100 }, 1.5),
  delivery("subjects", "1,000 subjects", { size, receivers: 1, subjects: "nats on 1,000 subjects" }, 1.5),
  delivery("wildcard", "wildcard", { size, receivers: 1, subjects: "nats with a wildcard" }, 1.5),
]);

const large = [4096, 65536].flatMap((size) => [
  delivery("1to1", "1→1", { size, receivers: 1 }, 1),
  delivery("1to10", "1→10", { size, receivers: 10 }, 1),
]);

const requests = [1, 64].map((inFlight): Shape => ({
  key: `request:${inFlight}`,
  title: `request/reply, ${inFlight} in flight`,
  work: { type: "request", size: 16, inFlight },
  peers: NATS,
  figures: [{ name: "requests/s", target: { "nats-server": 1 } }],
}));

const latencies = [20_000, 100_000].map((rate): Shape => ({
  key: `latency:${rate}`,
  title: `latency at ${rate.toLocaleString("en")}/s`,
  work: { type: "pace", size: 16, rate },
  peers: NATS,
  figures: [{ name: "p50 µs", target: {} }, { name: "p99 µs", target: { "nats-server": 1 } }],
}));

const idle: Shape = {
  key: "idle",
  title: "4,000 idle connections",
  work: { type: "idle", connections: 4000 },
  peers: NATS,
  figures: [{ name: "bytes/connection", target: { "nats-server": 1 } }],
};

const bothCores = [1, 10].map((receivers): Shape => ({
  key: `cores:1to${receivers}`,
  title: `all cores, 1→${receivers}, 16 bytes`,
  work: { type: "deliver", job: { size: 16, receivers } },
  allCores: true,
  peers: NATS,
  figures: [{ name: "deliveries/s", target: { "nats-server": 0.8 } }],
}));

/** All there is to measure, in the order of the table. */
export const catalogue: readonly Shape[] = [...small, ...large, ...requests, ...latencies, idle, ...bothCores];
