import { connection } from "../actors/routing/connection.ts";
import type { Counters } from "../actors/routing/counters.ts";
import { datagramPeers } from "../actors/routing/datagram_peers.ts";
import { datagrams } from "../actors/routing/datagrams.ts";
import { type Arrival, listener } from "../actors/routing/listener.ts";
import type { Log } from "../actors/routing/log.ts";
import type { RouterMessage } from "../actors/routing/messages.ts";
import { monitor } from "../actors/routing/monitor.ts";
import { router } from "../actors/routing/router.ts";
import { limitsOf, type Service } from "../actors/routing/service.ts";
import type { Peer } from "../actors/routing/socket.ts";
import { CONNECTION_SPEC, LISTENER_RESTARTS } from "../actors/routing/tree.ts";
import type { Actor } from "../actors/runtime/actor.ts";
import { dynamicSupervisor } from "../actors/runtime/dynamic_supervisor.ts";
import type { Ref } from "../actors/runtime/ref.ts";
import { supervisor, type SupervisorContext } from "../actors/runtime/supervisor.ts";
import { type FirstOpened, firstOpened } from "../transports/first_opened.ts";
import { LineProtocol } from "../transports/protocols/line/line_protocol.ts";
import { natsServer, refusalText } from "../transports/protocols/nats/nats_server.ts";
import { NatsProtocol } from "../transports/protocols/nats/nats_protocol.ts";
import { cookieAdmission } from "../transports/protocols/line/udp_admission.ts";
import { listenTcp } from "../transports/tcp.ts";
import { listenUdp } from "../transports/udp.ts";
import type { MailroomOptions } from "./options.ts";

/** What is to be run: the addresses are open already, the actors not yet there. */
export interface Plan {
  readonly addresses: { line?: Peer; udp?: Peer; nats?: Peer };
  /** The supervisor of everything; `ready` is called with the router when all of it has started. */
  readonly tree: (ready: (router: Ref<RouterMessage>) => void) => Actor<never>;
  /** Closes the addresses that no actor has taken. */
  readonly close: () => void;
}

/** One part of the tree: declares its children. */
type Part = (self: SupervisorContext, service: Service, arrivals: Arrivals) => void;
type Arrivals = Parameters<typeof listener>[0]["connections"];

const encoder = new TextEncoder();

/** Opens every address that the options name; where one cannot be had, those already open are closed. */
export function plan(options: MailroomOptions, { counters, log }: { counters: Counters; log: Log }): Plan {
  const addresses: Plan["addresses"] = {};
  const listeners: Part[] = [];
  const limits = limitsOf(options.limits);
  const opened: FirstOpened<unknown>[] = [];
  const close = () => {
    for (const each of opened) each.close();
  };
  try {
    if (options.line !== undefined) listeners.push(lineListener(options, addresses, opened));
    if (options.nats !== undefined) listeners.push(natsListener(options, addresses, opened));
    if (options.udp !== undefined) listeners.push(udpListener(options, addresses, opened));
  } catch (error) {
    close();
    throw error;
  }
  const tree = (ready: (router: Ref<RouterMessage>) => void) =>
    supervisor({ intensity: 20, period: 10_000 }, (self) => {
      const ref = self.spawn("router", router({ counters }), { capacity: 1 << 20 });
      const service: Service = { counters, log, limits, router: ref };
      // Among the first, because what starts first ends last: it shall see the end of all others.
      self.spawn("monitor", monitor(service));
      const connections = self.spawn(
        "connections",
        dynamicSupervisor(
          { child: CONNECTION_SPEC },
          ({ socket, protocol }: Arrival) => connection(socket, protocol, service),
        ),
      );
      self.spawn(
        "listeners",
        supervisor(LISTENER_RESTARTS, (self) => {
          for (const declare of listeners) declare(self, service, connections);
        }),
      );
      self.spawn("ready", readiness(() => ready(ref)), { restart: "temporary" });
    });
  return { addresses, tree, close };
}

function lineListener(options: MailroomOptions, addresses: Plan["addresses"], opened: FirstOpened<unknown>[]): Part {
  const { hostname = "127.0.0.1", line, maxConnections = Infinity } = options;
  const { port, ...protocol } = line!;
  // Made once here, so that a bad option is refused before anything runs.
  new LineProtocol(protocol);
  const { address, open } = remembered(opened, firstOpened((port) => listenTcp({ hostname, port }), port));
  addresses.line = address;
  return (self, service, connections) => {
    self.spawn(
      "line",
      listener({
        open,
        protocol: () => new LineProtocol(protocol),
        connections,
        service,
        maxConnections,
        refusal: (reason) => encoder.encode(`! ${reason}\n`),
      }),
    );
  };
}

function natsListener(options: MailroomOptions, addresses: Plan["addresses"], opened: FirstOpened<unknown>[]): Part {
  const { hostname = "127.0.0.1", nats, maxConnections = 65_536 } = options;
  const { port, name, ...limits } = nats!;
  const { address, open } = remembered(opened, firstOpened((port) => listenTcp({ hostname, port }), port));
  addresses.nats = address;
  const server = natsServer({ hostname, port: address.port, ...name === undefined ? {} : { name } }, limits);
  return (self, service, connections) => {
    self.spawn(
      "nats",
      listener({
        open,
        protocol: () => new NatsProtocol(() => server),
        connections,
        service,
        maxConnections,
        refusal: () => encoder.encode(refusalText(server)),
      }),
    );
  };
}

function udpListener(options: MailroomOptions, addresses: Plan["addresses"], opened: FirstOpened<unknown>[]): Part {
  const { hostname = "127.0.0.1", udp } = options;
  const { port, idle = 60_000, maxPeers = 10_000, ...protocol } = udp!;
  new LineProtocol(protocol);
  const { address, open } = remembered(opened, firstOpened((port) => listenUdp({ hostname, port }), port));
  addresses.udp = address;
  const admission = cookieAdmission();
  return (self, service) => {
    const parts = { protocol: () => new LineProtocol(protocol), admission, service, idle, maxPeers };
    const peers = self.spawn("udp-peers", datagramPeers(parts));
    self.spawn("udp", datagrams({ open, peers, service }));
  };
}

/** The last child, and gone as soon as it is there: all before it have started. */
function readiness(ready: () => void): Actor<never> {
  return (self) => {
    ready();
    self.stop();
    return () => {};
  };
}

function remembered<T>(opened: FirstOpened<unknown>[], one: FirstOpened<T>): FirstOpened<T> {
  opened.push(one);
  return one;
}
