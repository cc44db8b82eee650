import { hostFigures } from "../../transports/host.ts";
import { httpServer, listenHttp } from "../../transports/http.ts";
import { monitoringPages } from "../monitoring/pages.ts";
import type { MailroomOptions } from "../options.ts";
import type { Part, Setup } from "../setup.ts";

/** The pages for whoever watches over the server. */
export function httpPart(setup: Setup, http: NonNullable<MailroomOptions["http"]>): Part {
  const { hostname = setup.hostname } = http;
  const { options: { maxConnections = 65_536 }, shared: { counters, closed } } = setup;
  const { address, open } = setup.open("http", http.port, (port) => listenHttp({ hostname, port }));
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
      maxConnections,
      start,
      host: hostFigures,
      requests,
    });
    self.spawn("http", httpServer(open, pages));
  };
}
