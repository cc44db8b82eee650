import { datagramPeers } from "../../actors/routing/datagram_peers.ts";
import { datagrams } from "../../actors/routing/datagrams.ts";
import { Strangers } from "../../actors/routing/strangers.ts";
import { LineProtocol } from "../../transports/protocols/line/line_protocol.ts";
import { cookieAdmission } from "../../transports/protocols/line/udp_admission.ts";
import { listenUdp } from "../../transports/udp.ts";
import type { MailroomOptions } from "../options.ts";
import type { Part, Setup } from "../setup.ts";

/** The chat room over UDP. */
export function udpPart(setup: Setup, udp: NonNullable<MailroomOptions["udp"]>): Part {
  const { hostname } = setup;
  const { port, idle = 60_000, maxPeers = 10_000, loopback = "open", strangerRate = 5_000, ...protocol } = udp;
  new LineProtocol(protocol);
  const strangers = new Strangers(strangerRate, () => performance.now());
  const { open } = setup.open("udp", port, (port) => listenUdp({ hostname, port }));
  const admission = cookieAdmission(Date.now, loopback);
  return (self, service) => {
    const parts = {
      protocol: () => new LineProtocol(protocol, () => setup.access),
      admission,
      service,
      idle,
      maxPeers,
      strangers,
    };
    const peers = self.spawn("udp-peers", datagramPeers(parts));
    self.spawn("udp", datagrams({ open, peers, service, strangers }));
  };
}
