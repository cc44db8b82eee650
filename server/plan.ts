import { connection } from "../actors/routing/connection.ts";
import type { Arrival } from "../actors/routing/listener.ts";
import { Admission } from "../actors/routing/admission/admission.ts";
import { Intake } from "../actors/routing/admission/intake.ts";
import { Patience } from "../actors/routing/patience.ts";
import type { RouterMessage } from "../actors/routing/messages.ts";
import { monitor } from "../actors/routing/monitor.ts";
import { router } from "../actors/routing/router.ts";
import { limitsOf, type Service } from "../actors/routing/service.ts";
import { SubscriptionQuota } from "../actors/routing/admission/subscription_quota.ts";
import { CONNECTION_SPEC, LISTENER_RESTARTS } from "../actors/routing/tree.ts";
import type { Actor } from "../actors/runtime/actor.ts";
import { dynamicSupervisor } from "../actors/runtime/dynamic_supervisor.ts";
import type { Ref } from "../actors/runtime/ref.ts";
import { supervisor } from "../actors/runtime/supervisor.ts";
import { natsServer } from "../transports/protocols/nats/nats_server.ts";
import { leafPart } from "./leaf/leaf_part.ts";
import { httpPart } from "./listeners/http.ts";
import { linePart } from "./listeners/line.ts";
import { natsPart } from "./listeners/nats.ts";
import { udpPart } from "./listeners/udp.ts";
import { webSocketPart } from "./listeners/ws.ts";
import { nodePart } from "./nodes/node_part.ts";
import { accountRouters } from "./account_routers.ts";
import type { MailroomOptions } from "./options.ts";
import { type LinkPart, type Part, Setup, type Shared } from "./setup.ts";

/** What is to be run: the addresses are open already, the actors not yet there. */
export interface Plan {
  readonly addresses: Setup["addresses"];
  /** What is said to NATS clients; may be replaced. */
  readonly setup: Setup;
  /** The supervisor of everything; `ready` is called when all of it has started. */
  readonly tree: (ready: (running: Running) => void) => Actor<never>;
  /** Closes the addresses that no actor has taken. */
  readonly close: () => void;
}

/** The actors that whoever runs a server talks to. */
export interface Running {
  readonly router: Ref<RouterMessage>;
  readonly listeners: Ref<never>;
}

/** Opens every address that the options name; where one cannot be had, those already open are closed. */
export function plan(options: MailroomOptions, shared: Shared): Plan {
  const limits = limitsOf(options.limits);
  const { name, port = 0, trace, ...natsLimits } = options.nats ?? {};
  const { hostname = "127.0.0.1" } = options;
  // NATS clients may be sent more at once, unless something is said for all connections.
  const { maxPending, writeDeadline } = options.nats === undefined ? {} : options.limits ?? {};
  const nats = natsServer({ hostname, port, ...name === undefined ? {} : { name } }, {
    ...maxPending === undefined ? {} : { maxPending },
    ...writeDeadline === undefined ? {} : { writeDeadline },
    ...natsLimits,
  });
  const setup = new Setup(options, shared, trace === undefined ? nats : { ...nats, trace });
  const shares = {
    admission: new Admission(options.admission ?? {}, () => performance.now()),
    quota: new SubscriptionQuota(options.maxSubscribedTokens ?? 4_000_000),
  };
  const { addresses } = setup;
  const close = () => setup.close();
  const parts: Part[] = [];
  const pages: Part[] = [];
  const links: LinkPart[] = [];
  try {
    if (options.line !== undefined) parts.push(linePart(setup, options.line));
    if (options.nats !== undefined) parts.push(natsPart(setup, options.nats));
    if (options.ws !== undefined) parts.push(webSocketPart(setup, options.ws));
    if (options.udp !== undefined) parts.push(udpPart(setup, options.udp));
    if (options.node !== undefined) links.push(nodePart(setup, options.node));
    if (options.http !== undefined) pages.push(httpPart(setup, options.http));
    if (options.leaf !== undefined) links.push(leafPart(setup, options.leaf));
  } catch (error) {
    close();
    throw error;
  }
  const tree = (ready: (running: Running) => void) =>
    supervisor({ intensity: 20, period: 10_000 }, (self) => {
      const ref: Ref<RouterMessage> = self.spawn("router", router({ counters: shared.counters }), {
        capacity: 1 << 20,
      });
      const service: Service = {
        ...shared,
        ...shares,
        limits,
        router: ref,
        accounts: accountRouters(self, ref, setup),
        intake: new Intake(),
        patience: new Patience(() => performance.now()),
      };
      // Among the first, because what starts first ends last: it shall see the end of all others.
      self.spawn("monitor", monitor(service));
      // Before the clients' connections, because what those say last is still to reach the other nodes.
      if (links.length > 0) {
        self.spawn(
          "nodes",
          supervisor(LISTENER_RESTARTS, (self) => links.forEach((declare) => declare(self, service))),
        );
      }
      const connections = self.spawn(
        "connections",
        dynamicSupervisor(
          { child: CONNECTION_SPEC },
          ({ socket, protocol, service }: Arrival) => connection(socket, protocol, service),
        ),
      );
      // Whoever watches over a server that goes slowly can do so until the end.
      self.spawn(
        "pages",
        supervisor(LISTENER_RESTARTS, (self) => pages.forEach((declare) => declare(self, service, connections))),
      );
      const listeners = self.spawn(
        "listeners",
        supervisor(LISTENER_RESTARTS, (self) => {
          for (const declare of parts) declare(self, service, connections);
        }),
      );
      self.spawn("ready", readiness(() => ready({ router: ref, listeners })), { restart: "temporary" });
    });
  return { addresses, setup, tree, close };
}

/** The last child, and gone as soon as it is there: all before it have started. */
function readiness(ready: () => void): Actor<never> {
  return (self) => {
    ready();
    self.stop();
    return () => {};
  };
}
