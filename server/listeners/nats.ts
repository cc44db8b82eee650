import { listener } from "../../actors/routing/listener.ts";
import { type ConnectionLimits, DEFAULT_LIMITS, limitsOf, type Service } from "../../actors/routing/service.ts";
import { NatsProtocol } from "../../transports/protocols/nats/nats_protocol.ts";
import { refusalText } from "../../transports/protocols/nats/nats_server.ts";
import type { MailroomOptions } from "../options.ts";
import type { Part, Setup } from "../setup.ts";
import { natsTls } from "./_nats_tls.ts";

const encoder = new TextEncoder();

/** NATS clients over TCP. */
export function natsPart(setup: Setup, nats: NonNullable<MailroomOptions["nats"]>): Part {
  const tls = natsTls(setup, nats);
  const { address, open } = setup.open("nats", nats.port, tls.listen);
  setup.nats = { ...setup.nats, info: { ...setup.nats.info, ...tls.info, port: address.port } };
  return (self, all, connections) => {
    const service = natsService(setup, all);
    self.spawn(
      "nats",
      listener({
        open,
        protocol: () => new NatsProtocol(() => setup.nats),
        connections,
        service,
        maxConnections: () => setup.maxConnections,
        // Where TLS comes first that would take a handshake, and there are too many already.
        ...nats.tlsFirst ? {} : { refusal: () => encoder.encode(refusalText(setup.nats)) },
      }),
    );
  };
}

/** What NATS connections are part of: held to the limits that there are just now. */
export function natsService(setup: Setup, all: Service): Service {
  const limits = connectionLimits(setup);
  return {
    ...all,
    get limits() {
      return limits();
    },
  };
}

/** What NATS connections are held to, as it is just now. Asked often, and seldom another. */
function connectionLimits(setup: Setup): () => ConnectionLimits {
  const make = () => {
    const { maxPending, writeDeadline } = setup.nats.limits;
    // As in nats-server, those who feed a client are slowed down when it is half way to its limit, if not before.
    const highWater = Math.max(1, Math.min(DEFAULT_LIMITS.highWater, Math.floor(maxPending / 2)));
    return limitsOf({ highWater, ...setup.options.limits, maxPending, writeDeadline });
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
