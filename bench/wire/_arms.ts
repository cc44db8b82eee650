import type { Job } from "./_load.ts";
import { Server } from "./_processes.ts";

/** A server that is measured: ours or one of its peers. */
export interface Arm {
  readonly name: string;
  /** What it speaks. */
  readonly protocol: Job["protocol"];
  /** Starts it on a free port, on one core where one is given. */
  start(core: number | undefined): Promise<Server>;
}

/** A peer that is not there. */
export interface Missing {
  readonly name: string;
  readonly missing: string;
}

/** Which peer. */
export type Peer = "nats-server" | "redis" | "aedes";

const OURS = ["serve", "--no-line", "--no-udp", "--no-http", "--nats", "0"];
const here = (name: string) => new URL(name, import.meta.url).pathname;

/** Our server, as anybody would start it. */
export const ours: Arm = {
  name: "ours",
  protocol: "nats",
  start(core) {
    return Server.start([Deno.execPath(), "run", "--allow-net", here("../../main.ts"), ...OURS], "nats", core);
  },
};

/** All peers, or why they are not there. */
export async function findPeers(): Promise<Readonly<Record<Peer, Arm | Missing>>> {
  return {
    "nats-server": await installed("nats-server", "nats", (port) => {
      return ["nats-server", "-a", "127.0.0.1", "-p", String(port), "-l", "/dev/null"];
    }),
    redis: await installed("redis-server", "redis", (port) => {
      const settings = {
        port,
        bind: "127.0.0.1",
        save: "",
        logfile: "/dev/null",
        "client-output-buffer-limit": "pubsub 0 0 0",
      };
      return ["redis-server", ...Object.entries(settings).flatMap(([key, value]) => [`--${key}`, String(value)])];
    }),
    aedes: {
      name: "aedes 1.2.0",
      protocol: "mqtt",
      start: (core) => Server.start([Deno.execPath(), "run", "--allow-all", here("_aedes_broker.mjs")], "mqtt", core),
    },
  };
}

/** A program of the system that is told its port. */
async function installed(
  name: string,
  protocol: Job["protocol"],
  command: (port: number) => readonly string[],
): Promise<Arm | Missing> {
  const version = await versionOf(name);
  if (version === undefined) return { name, missing: "not installed" };
  return {
    name: `${name} ${version}`,
    protocol,
    start(core) {
      const port = freePort();
      return Server.startOn(port, command(port), core);
    },
  };
}

/** The first thing in what it says of itself that looks like a version. */
async function versionOf(program: string): Promise<string | undefined> {
  try {
    const { stdout } = await new Deno.Command(program, { args: ["--version"], stderr: "null" }).output();
    return /\d+\.\d+\.\d+/.exec(new TextDecoder().decode(stdout))?.[0] ?? "";
  } catch {
    return undefined;
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
