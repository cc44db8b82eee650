import type { AuthOptions } from "../auth/options.ts";
import type { LeafConfig } from "./leaf.ts";
import type { NodeSettings } from "./nodes.ts";
import type { TlsSettings } from "./tls.ts";
import type { WebSocketSettings } from "./websocket.ts";

/** What a configuration file says. What it does not say is absent. */
export interface Settings {
  host?: string;
  /** NATS clients; -1 takes a free port. */
  port?: number;
  serverName?: string;
  httpHost?: string;
  httpPort?: number;
  /** Whether the pages are for HTTPS. */
  https?: boolean;
  tls?: TlsSettings;
  allowNonTls?: boolean;
  maxPayload?: number;
  maxPending?: number;
  maxControlLine?: number;
  maxConnections?: number;
  maxSubscriptions?: number;
  maxSubscriptionTokens?: number;
  maxSubscribedTokens?: number;
  maxPendingInAll?: number;
  maxPerAddress?: number;
  acceptRate?: number;
  /** Milliseconds, as all times here. */
  pingInterval?: number;
  pingMax?: number;
  writeDeadline?: number;
  lameDuckDuration?: number;
  lameDuckGrace?: number;
  portsFileDir?: string;
  pidFile?: string;
  debug?: boolean;
  trace?: boolean;
  /** Who may connect. */
  auth?: AuthOptions;
  accounts?: readonly string[];
  websocket?: WebSocketSettings;
  nodes?: NodeSettings;
  leafs?: readonly LeafConfig[];
  line?: RoomSettings;
  udp?: RoomSettings & { idle?: number };
}

/** A chat room's address and manners. */
export interface RoomSettings {
  port?: number;
  room?: string;
  greeting?: string;
  maxLine?: number;
}
