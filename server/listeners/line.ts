import { listener } from "../../actors/routing/listener.ts";
import { LineProtocol } from "../../transports/protocols/line/line_protocol.ts";
import { listenTcp } from "../../transports/tcp.ts";
import type { MailroomOptions } from "../options.ts";
import type { Part, Setup } from "../setup.ts";

const encoder = new TextEncoder();

/** The chat room over TCP. */
export function linePart(setup: Setup, line: NonNullable<MailroomOptions["line"]>): Part {
  const { hostname, options: { maxConnections = Infinity } } = setup;
  const { port, ...protocol } = line;
  // Made once here, so that a bad option is refused before anything runs.
  new LineProtocol(protocol);
  const { open } = setup.open("line", port, (port) => listenTcp({ hostname, port }));
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
