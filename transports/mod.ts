/**
 * Servers and clients over TCP and UDP, protocols and factories of one's own, and the codecs to build them with.
 *
 * @module
 */
export { serveTcp } from "./serve_tcp.ts";
export { serveUdp } from "./serve_udp.ts";
export { connectTcp } from "./connect_tcp.ts";
export { dialTcp, listenTcp } from "./tcp.ts";
export { dialTls, listenTls } from "./tls.ts";
export { secureClient } from "./tls/secure_client.ts";
export { secureServer } from "./tls/secure_server.ts";
export { TlsStore } from "./tls/tls_store.ts";
export { listenUdp } from "./udp.ts";
export { webSocketListener } from "./websocket/websocket.ts";
export { MemoryListener, memoryPair } from "./memory.ts";
export * from "./protocols/framing/mod.ts";
export { LineProtocol } from "./protocols/line/line_protocol.ts";
export type { Authenticator, Credentials, Grant } from "../actors/routing/access/authenticator.ts";
export { type DeliveryFilter, Permissions } from "../actors/routing/access/permissions.ts";
export type {
  PermissionRules,
  ResponseLimits,
  ResponseRules,
  SubjectRules,
} from "../actors/routing/access/permission_rules.ts";
export { roomSubject } from "./protocols/line/room_subject.ts";
export { cookieAdmission } from "./protocols/line/udp_admission.ts";
export { lostText } from "../actors/routing/protocol.ts";
export { peerText } from "../actors/routing/socket.ts";
export { DEFAULT_LIMITS } from "../actors/routing/service.ts";

export type { ServeOptions, Server } from "./server.ts";
export type { ServeTcpOptions } from "./serve_tcp.ts";
export type { ClientConnection, ConnectTcpOptions } from "./connect_tcp.ts";
export type { ServeUdpOptions } from "./serve_udp.ts";
export type { TcpAddress } from "./tcp.ts";
export type { ListenTlsOptions } from "./tls.ts";
export type { SecureServerOptions } from "./tls/secure_server.ts";
export type { ClientTlsOptions, TlsOptions } from "./tls/tls_options.ts";
export type { PeerCertificate } from "../actors/routing/certificate.ts";
export type { UdpAddress } from "./udp.ts";
export type { WebSocketOptions } from "./websocket/websocket.ts";
export type { OriginOptions } from "./websocket/_origins.ts";
export type { LineOptions } from "./protocols/line/line_protocol.ts";
export type { LostReason, Protocol, ProtocolFactory, Transport } from "../actors/routing/protocol.ts";
export type { Exchange, RoutedProtocol } from "../actors/routing/exchange.ts";
export { Forward, type Interest, type LinkKind, NO_QUEUES } from "../actors/routing/forward.ts";
export type { Admission, Verdict } from "../actors/routing/datagram_peers.ts";
export type { ConnectionLimits } from "../actors/routing/service.ts";
export type { DatagramSocket, Listener, Peer, Socket } from "../actors/routing/socket.ts";
export type { ClientDescription } from "../actors/routing/connection_info.ts";
export type { NatsLimits } from "./protocols/nats/nats_options.ts";
export type { Log } from "../actors/routing/log.ts";
