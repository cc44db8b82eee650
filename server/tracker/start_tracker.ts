import { connection } from "../../actors/routing/connection.ts";
import { Counters } from "../../actors/routing/counters.ts";
import { datagramPeers } from "../../actors/routing/datagram_peers.ts";
import { datagrams } from "../../actors/routing/datagrams.ts";
import { type Arrival, listener } from "../../actors/routing/listener.ts";
import { type Log, silent } from "../../actors/routing/log.ts";
import { limitsOf, type Service } from "../../actors/routing/service.ts";
import type { Peer } from "../../actors/routing/socket.ts";
import { CONNECTION_SPEC, LISTENER_RESTARTS } from "../../actors/routing/tree.ts";
import type { Actor } from "../../actors/runtime/actor.ts";
import { ask } from "../../actors/runtime/ask.ts";
import { dynamicSupervisor } from "../../actors/runtime/dynamic_supervisor.ts";
import { describeReason } from "../../actors/runtime/exit_reason.ts";
import type { Ref } from "../../actors/runtime/ref.ts";
import { supervisor } from "../../actors/runtime/supervisor.ts";
import { System } from "../../actors/runtime/system.ts";
import { type Answering, TrackerProtocol } from "../../transports/protocols/tracker/tracker_protocol.ts";
import { trackerAdmission, udpProof } from "../../transports/protocols/tracker/udp_proof.ts";
import { directoryActor, type DirectoryMessage } from "./directory_actor.ts";
import { GuestProtocol } from "./guest_protocol.ts";
import { doorkeeper, Guests } from "./guests.ts";
import { type Opened, openTracker } from "./_open_tracker.ts";
import { type TrackerLimits, trackerLimits } from "./tracker_limits.ts";

/** Options of {@linkcode startTracker}. */
export interface TrackerOptions {
  /** From 0 to 65,535; 0 takes a free one. */
  readonly port: number;
  /** Default `127.0.0.1`: this machine only. */
  readonly hostname?: string;
  /** Whether it answers datagrams too, on the same port. Default `true`. */
  readonly udp?: boolean;
  /** What it is held to. */
  readonly limits?: Partial<TrackerLimits>;
  /** Where it says what happens. Default: nowhere. */
  readonly log?: Log;
  /** The system to live in. Default: one of its own, which ends with the tracker. */
  readonly system?: System;
  /** Shuts the tracker down when it aborts. */
  readonly signal?: AbortSignal;
}

/** A tracker that runs. Disposing it is shutting it down. */
export interface Tracker extends AsyncDisposable {
  /** Where it listens over TCP; with the port it really has. */
  readonly address: Peer;
  /** Where it takes datagrams; `undefined` where it does not. */
  readonly udp: Peer | undefined;
  /** What was counted so far, by name. */
  counts(): Readonly<Record<string, number>>;
  /** Resolves when it has ended; rejects if it gave up. */
  readonly done: Promise<void>;
  /** Stops accepting, sends what is queued, closes all connections. Calling it again joins the first. */
  shutdown(): Promise<void>;
}

/** Silence after which an address that sent datagrams is forgotten, in milliseconds. It may come again at any time. */
const UDP_IDLE = 10_000;
const encoder = new TextEncoder();

/**
 * Starts a tracker, which tells nodes of each other: what `main.ts tracker` runs.
 *
 * Nodes announce themselves for the time of a lease and ask who else is there; see `docs/tracker.md` for the wire. It
 * keeps nothing on disk: after a restart it knows everybody again as soon as all have renewed their leases. Needs
 * `--allow-net`, and `--unstable-net` unless `udp` is `false`.
 *
 * @returns the tracker, listening already
 * @throws {RangeError} when a limit is out of its range
 * @throws the host's error, such as `Deno.errors.AddrInUse`, when an address cannot be had; nothing is left running then
 *
 * @example
 * ```ts
 * import { askTracker, startTracker } from "@mailroom/mailroom";
 *
 * await using tracker = await startTracker({ port: 0 });
 * const { port } = tracker.address;
 * await askTracker({ port }, { type: "announce", cluster: "blue", id: "a", address: "127.0.0.1:9100", lease: 30 });
 * const answer = await askTracker({ port }, { type: "peers", cluster: "blue" });
 * if (answer.type === "peers") console.log(answer.peers); // [{ id: "a", address: "127.0.0.1:9100" }]
 * ```
 */
export async function startTracker(options: TrackerOptions): Promise<Tracker> {
  const limits = trackerLimits(options.limits);
  const counters = new Counters();
  const service: Service = {
    counters,
    log: options.log ?? silent,
    limits: limitsOf({ maxPending: 1 << 20 }),
  };
  const opened = openTracker(options);
  const close = () => {
    opened.tcp.close();
    opened.udp?.close();
  };
  const system = options.system ?? new System();
  const started = Promise.withResolvers<void>();
  let ref: Ref<never>;
  try {
    const actor = tree(system, opened, limits, service, started.resolve);
    ref = system.spawn(actor, { restart: "temporary", shutdown: Infinity });
  } catch (error) {
    close();
    throw error;
  }
  const done = system.stopped(ref).then(async (reason) => {
    close();
    if (options.system === undefined) await system.shutdown();
    if (reason.type === "failed" || (reason.type === "shutdown" && reason.detail !== undefined)) {
      throw new Error(`The tracker has ended: ${describeReason(reason)}`);
    }
  });
  done.catch(() => {});
  const shutdown = () => {
    system.stop(ref);
    return done;
  };
  if (options.signal?.aborted) shutdown();
  else options.signal?.addEventListener("abort", shutdown, { once: true });
  await Promise.race([started.promise, done]);
  return {
    address: opened.tcp.address,
    udp: opened.udp?.address,
    counts: () => counters.all(),
    done,
    shutdown,
    [Symbol.asyncDispose]: shutdown,
  };
}

/** The supervisor of all its actors; `ready` is called when they have started. */
function tree(
  system: System,
  { tcp, udp }: Opened,
  limits: TrackerLimits,
  service: Service,
  ready: () => void,
): Actor<never> {
  const proof = udpProof();
  const guests = new Guests(limits.maxConnectionsPerAddress);
  const now = () => system.now();
  return supervisor(LISTENER_RESTARTS, (self) => {
    const directory: Ref<DirectoryMessage> = self.spawn("directory", directoryActor(limits, service.counters));
    const answer: Answering = (request, hostname) => ask(directory, { type: "request", request, hostname });
    const protocol = () => new TrackerProtocol(answer, proof);
    self.spawn("doorkeeper", doorkeeper(guests, limits.idle * 1_000));
    const connections = self.spawn(
      "connections",
      dynamicSupervisor(
        { child: CONNECTION_SPEC },
        ({ socket, protocol, service }: Arrival) => connection(socket, protocol, service),
      ),
    );
    self.spawn(
      "listener",
      listener({
        open: tcp.open,
        protocol: () => new GuestProtocol(protocol(), guests, now),
        connections,
        service,
        maxConnections: () => limits.maxConnections,
        refusal: (reason) => encoder.encode(`! ${reason}\n`),
      }),
    );
    if (udp !== undefined) {
      const peers = self.spawn(
        "udp-peers",
        datagramPeers({
          protocol,
          service,
          idle: UDP_IDLE,
          admission: trackerAdmission(proof),
        }),
      );
      self.spawn("udp", datagrams({ open: udp.open, peers, service }));
    }
    self.spawn("ready", readiness(ready), { restart: "temporary" });
  });
}

/** The last child, and gone as soon as it is there: all before it have started. */
function readiness(ready: () => void): Actor<never> {
  return (self) => {
    ready();
    self.stop();
    return () => {};
  };
}
