import { listener } from "../../actors/routing/listener.ts";
import { type ConnectionLimits, DEFAULT_LIMITS, limitsOf, type Service } from "../../actors/routing/service.ts";
import { NatsProtocol } from "../../transports/protocols/nats/nats_protocol.ts";
import { refusalText } from "../../transports/protocols/nats/nats_server.ts";
import { listenTcp } from "../../transports/tcp.ts";
import type { MailroomOptions } from "../options.ts";
import type { Part, Setup } from "../setup.ts";

const encoder = new TextEncoder();

/** NATS clients over TCP. */
export function natsPart(setup: Setup, nats: NonNullable<MailroomOptions["nats"]>): Part {
  const { hostname, options: { maxConnections = 65_536 } } = setup;
  const { address, open } = setup.open("nats", nats.port, (port) => listenTcp({ hostname, port }));
  setup.nats = { ...setup.nats, info: { ...setup.nats.info, port: address.port } };
  const limits = connectionLimits(setup);
  return (self, all, connections) => {
    const service: Service = {
      ...all,
      get limits() {
        return limits();
      },
    };
    self.spawn(
      "nats",
      listener({
        open,
        protocol: () => new NatsProtocol(() => setup.nats),
        connections,
        service,
        maxConnections,
        refusal: () => encoder.encode(refusalText(setup.nats)),
      }),
    );
  };
}

/** What NATS connections are held to, as it is just now. Asked often, and seldom another. */
function connectionLimits(setup: Setup): () => ConnectionLimits {
  const make = () => {
    const { maxPending } = setup.nats.limits;
    // As in nats-server, those who feed a client are slowed down when it is half way to its limit, if not before.
    const highWater = Math.max(1, Math.min(DEFAULT_LIMITS.highWater, Math.floor(maxPending / 2)));
    return limitsOf({ highWater, ...setup.options.limits, maxPending });
  };
  let nats = setup.nats.limits;
  let limits = make();
  return () => {
    if (setup.nats.limits !== nats) {
      nats = setup.nats.limits;
      limits = make();
    }
    return limits;
  };
}
