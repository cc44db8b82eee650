import { listener } from "../../actors/routing/listener.ts";
import type { Peer } from "../../actors/routing/socket.ts";
import { LineProtocol } from "../../transports/protocols/line/line_protocol.ts";
import { NatsProtocol } from "../../transports/protocols/nats/nats_protocol.ts";
import { refusalText } from "../../transports/protocols/nats/nats_server.ts";
import { webSocketListener } from "../../transports/websocket/websocket.ts";
import type { WebSocketAddress } from "../options.ts";
import type { Part, Setup } from "../setup.ts";
import { tcpListener, tlsOf } from "../tls.ts";
import { natsService } from "./nats.ts";

const encoder = new TextEncoder();
/** Where the chat room is. */
const LINE = "/line";

/** NATS clients and the chat room over WebSocket: as much of both as there is without it. */
export function webSocketPart(setup: Setup, ws: WebSocketAddress): Part {
  const { options: { line, nats }, shared: { counters, log } } = setup;
  if (line === undefined && nats === undefined) {
    throw new TypeError("Cannot listen for WebSockets: there is nothing to serve, wanted nats or line beside ws");
  }
  const { hostname = setup.hostname, port, tls, ...options } = ws;
  const listen = tcpListener(setup, tlsOf(setup, tls), { hostname });
  const isLine = (path: string | undefined) => line !== undefined && path === LINE;
  const { open } = setup.open("ws", port, (port) =>
    webSocketListener(listen(port), {
      ...options,
      text: isLine,
      serves: (path) => nats !== undefined || isLine(path),
      refused: ({ hostname }, why) => {
        counters.add("websockets_refused");
        log.debug(`A WebSocket from ${hostname} is refused: ${why}`);
      },
    }));
  return (self, service, connections) => {
    const held = natsService(setup, service);
    self.spawn(
      "ws",
      listener({
        open,
        protocol: ({ path }: Peer) =>
          isLine(path) ? new LineProtocol(line, () => setup.access) : new NatsProtocol(() => setup.nats),
        connections,
        service,
        serviceOf: ({ path }) => isLine(path) ? service : held,
        maxConnections: () => setup.maxConnections,
        refusal: (reason, { path }) => encoder.encode(isLine(path) ? `! ${reason}\n` : refusalText(setup.nats)),
      }),
    );
  };
}
