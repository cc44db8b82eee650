import { listener } from "../../actors/routing/listener.ts";
import { LineProtocol } from "../../transports/protocols/line/line_protocol.ts";
import type { MailroomOptions } from "../options.ts";
import type { Part, Setup } from "../setup.ts";
import { tcpListener, tlsOf } from "../tls.ts";

const encoder = new TextEncoder();

/** The chat room over TCP. */
export function linePart(setup: Setup, line: NonNullable<MailroomOptions["line"]>): Part {
  const { port, tls, ...protocol } = line;
  // Made once here, so that a bad option is refused before anything runs.
  new LineProtocol(protocol);
  const store = tlsOf(setup, tls);
  const { open } = setup.open("line", port, tcpListener(setup, store));
  return (self, service, connections) => {
    self.spawn(
      "line",
      listener({
        open,
        protocol: () => new LineProtocol(protocol, () => setup.access),
        connections,
        service,
        maxConnections: () => setup.maxConnections,
        // With TLS that would take a handshake, and there are too many already.
        ...store === undefined ? { refusal: (reason: string) => encoder.encode(`! ${reason}\n`) } : {},
      }),
    );
  };
}
