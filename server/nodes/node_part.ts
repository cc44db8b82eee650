import { connection } from "../../actors/routing/connection.ts";
import { type Arrival, listener } from "../../actors/routing/listener.ts";
import { DEFAULT_ACCOUNT } from "../../actors/routing/router.ts";
import type { Service } from "../../actors/routing/service.ts";
import type { Listener, Peer } from "../../actors/routing/socket.ts";
import { CONNECTION_SPEC, LISTENER_RESTARTS } from "../../actors/routing/tree.ts";
import { dynamicSupervisor, type StartChild } from "../../actors/runtime/dynamic_supervisor.ts";
import type { Ref } from "../../actors/runtime/ref.ts";
import { supervisor, type SupervisorContext } from "../../actors/runtime/supervisor.ts";
import { joinAddress, randomId, splitAddress } from "../../transports/protocols/node/hello.ts";
import { errorLine } from "../../transports/protocols/node/encoder.ts";
import { NodeProtocol } from "../../transports/protocols/node/node_protocol.ts";
import type { NodeSettings } from "../../transports/protocols/node/link_options.ts";
import { dialTcp } from "../../transports/tcp.ts";
import { dialTls } from "../../transports/tls.ts";
import { TlsStore } from "../../transports/tls/tls_store.ts";
import { linkService } from "../link_service.ts";
import type { LinkPart, Setup } from "../setup.ts";
import { tcpListener } from "../tls.ts";
import { VERSION } from "../version.ts";
import type { Dialling } from "./addresses.ts";
import { dialer, type DialerOptions } from "./dialer.ts";
import { mesh } from "./mesh.ts";
import type { DialerMessage, MeshMessage } from "./messages.ts";
import { type FullNodeOptions, fullNodeOptions, type NodeOptions, type NodeTls } from "./node_options.ts";
import { trackerClient } from "./tracker_client.ts";

const encoder = new TextEncoder();
/** The longest a handshake may take, in milliseconds. */
const HANDSHAKE = 5_000;
const DIALER_RESTARTS = { intensity: 20, period: 10_000 } as const;
/** Intervals of silence after which a node is taken for dead. */
const PING_MAX = 3;

/**
 * The links to other nodes. Where whoever knows them all crashes, the links begin anew.
 *
 * @throws {TypeError} when an option is wrong
 */
export function nodePart(setup: Setup, node: NodeOptions): LinkPart {
  const options = fullNodeOptions(node, (text) => !text.startsWith(":") && splitAddress(text) !== undefined);
  const { hostname = setup.hostname, port } = options;
  const opened = port === undefined ? undefined : setup.open("node", port, listens(setup, hostname, options.tls));
  const own = settingsOf(options, opened?.address);
  return (self, all) => {
    const service = linkService(all);
    self.spawn(
      "peers",
      supervisor(
        { ...LISTENER_RESTARTS, strategy: "rest-for-one" },
        (self) => tree(self, options, own, service, opened?.open),
      ),
    );
  };
}

function tree(
  self: SupervisorContext,
  options: FullNodeOptions,
  node: NodeSettings,
  service: Service,
  open: (() => Listener) | undefined,
): void {
  const { log } = service;
  const link = { node, log, accounts: () => new Set([DEFAULT_ACCOUNT, ...service.accounts?.keys() ?? []]) };
  const members: Ref<MeshMessage> = self.spawn(
    "mesh",
    mesh({
      id: node.id,
      address: node.address ?? undefined,
      peers: options.peers,
      // It has not started yet, and they are declared by then.
      dialers: () => dialers,
    }),
  );
  const dialers: Ref<StartChild<Dialling, DialerMessage>> = self.spawn(
    "dialers",
    dynamicSupervisor(
      { child: { restart: "transient" }, ...DIALER_RESTARTS },
      (dialling: Dialling) =>
        dialer(dialling, {
          dial: dials(options.tls),
          service,
          link,
          mesh: members,
          ...options.backoff === undefined ? {} : { backoff: options.backoff },
        }),
    ),
  );
  if (open !== undefined) {
    const connections = self.spawn(
      "links",
      dynamicSupervisor(
        { child: CONNECTION_SPEC },
        ({ socket, protocol, service }: Arrival) => connection(socket, protocol, service),
      ),
    );
    const protocol = () => new NodeProtocol({ ...link, mesh: members, side: "acceptor" });
    const refusal = (reason: string) => encoder.encode(errorLine(reason));
    self.spawn("listener", listener({ open, protocol, connections, service, refusal }));
  }
  options.trackers.forEach((tracker, index) =>
    self.spawn(
      `tracker-${index + 1}`,
      trackerClient({
        tracker: splitAddress(tracker)!,
        cluster: node.cluster,
        id: node.id,
        address: node.address!.replace(/^:/, "*:"),
        found: (nodes) => void members.tell({ type: "heard", nodes }),
        log,
      }),
    )
  );
}

function listens(setup: Setup, hostname: string, tls: NodeTls | undefined): (port: number) => Listener {
  return tcpListener(setup, tls === undefined ? undefined : TlsStore.of(tls), { hostname });
}

function dials(tls: NodeTls | undefined): DialerOptions["dial"] {
  if (tls === undefined) return (address, signal) => dialTcp({ ...splitAddress(address)!, signal });
  const { verify: _verify, minVersion: _version, ...client } = tls;
  return (address, signal) => dialTls({ ...splitAddress(address)!, ...client, signal });
}

function settingsOf(options: FullNodeOptions, listening: Peer | undefined): NodeSettings {
  const { cluster, secret, pingInterval, advertise } = options;
  const id = randomId();
  return {
    id,
    name: options.name ?? id.slice(0, 8),
    cluster,
    version: VERSION,
    address: advertise ?? (listening === undefined ? null : joinAddress(seen(listening))),
    secret,
    pingInterval,
    pingMax: PING_MAX,
    handshake: HANDSHAKE,
  };
}

/** Where every address of the machine is listened on, none is named: others see from which one it speaks. */
function seen({ hostname, port }: Peer): { readonly hostname: string; readonly port: number } {
  return { hostname: hostname === "0.0.0.0" || hostname === "::" ? "" : hostname, port };
}
