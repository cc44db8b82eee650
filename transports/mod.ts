/**
 * Servers and clients over TCP and UDP, protocols and factories of one's own, and the codecs to build them with.
 *
 * @module
 */
export { serveTcp } from "./serve_tcp.ts";
export { serveUdp } from "./serve_udp.ts";
export { dialTcp, listenTcp } from "./tcp.ts";
export { listenUdp } from "./udp.ts";
export { MemoryListener, memoryPair } from "./memory.ts";
export * from "./protocols/framing/mod.ts";
export { LineProtocol, roomSubject } from "./protocols/line/line_protocol.ts";
export { cookieAdmission } from "./protocols/line/udp_admission.ts";
export { lostText } from "../actors/routing/protocol.ts";
export { peerText } from "../actors/routing/socket.ts";
export { DEFAULT_LIMITS } from "../actors/routing/service.ts";

export type { ServeOptions, Server } from "./server.ts";
export type { ServeTcpOptions } from "./serve_tcp.ts";
export type { ServeUdpOptions } from "./serve_udp.ts";
export type { TcpAddress } from "./tcp.ts";
export type { UdpAddress } from "./udp.ts";
export type { LineOptions } from "./protocols/line/line_protocol.ts";
export type { LostReason, Protocol, ProtocolFactory, Transport } from "../actors/routing/protocol.ts";
export type { Exchange, RoutedProtocol } from "../actors/routing/exchange.ts";
export type { Admission, Verdict } from "../actors/routing/datagram_peers.ts";
export type { ConnectionLimits } from "../actors/routing/service.ts";
export type { DatagramSocket, Listener, Peer, Socket } from "../actors/routing/socket.ts";
export type { ClientDescription } from "../actors/routing/connection_info.ts";
export type { NatsLimits } from "./protocols/nats/nats_options.ts";
export type { Log } from "../actors/routing/log.ts";
