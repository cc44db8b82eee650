import { hostFigures } from "../../transports/host.ts";
import { httpServer } from "../../transports/http.ts";
import { httpOver } from "../../transports/http_over.ts";
import { monitoringPages } from "../monitoring/pages.ts";
import type { MailroomOptions } from "../options.ts";
import type { Part, Setup } from "../setup.ts";
import { tcpListener, tlsOf } from "../tls.ts";

/** The pages for whoever watches over the server. */
export function httpPart(setup: Setup, http: NonNullable<MailroomOptions["http"]>): Part {
  const { hostname = setup.hostname } = http;
  const tls = tlsOf(setup, http.tls);
  const secured = tcpListener(setup, tls, { hostname });
  const { shared: { counters, closed } } = setup;
  const { address, open } = setup.open(
    "http",
    http.port,
    (port) => httpOver(secured(port)),
  );
  const start = Date.now();
  const requests = new Map<string, number>();
  return (self, { router }) => {
    const pages = monitoringPages({
      system: self.system,
      router: router!,
      counters,
      closed,
      nats: () => setup.nats,
      http: address,
      maxConnections: () => setup.maxConnections,
      scripts: http.scripts ?? false,
      start,
      host: hostFigures,
      requests,
    });
    self.spawn("http", httpServer(open, pages));
  };
}
