import { listener } from "../../actors/routing/listener.ts";
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
  return (self, service, connections) => {
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
