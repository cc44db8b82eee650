/** What a configuration file says. What it does not say is absent. */
export interface Settings {
  host?: string;
  /** NATS clients; -1 takes a free port. */
  port?: number;
  serverName?: string;
  httpHost?: string;
  httpPort?: number;
  maxPayload?: number;
  maxPending?: number;
  maxControlLine?: number;
  maxConnections?: number;
  maxSubscriptions?: number;
  maxSubscriptionTokens?: number;
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
