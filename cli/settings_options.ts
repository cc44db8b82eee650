import type { AuthOptions } from "../server/auth/options.ts";
import type { RoomSettings, Settings } from "../server/config/settings.ts";
import type { MailroomOptions } from "../server/options.ts";
import type { LineOptions } from "../transports/protocols/line/line_protocol.ts";
import type { NatsLimits } from "../transports/protocols/nats/nats_options.ts";

/** The limits of NATS clients that settings name. */
export function natsLimits(settings: Settings): Partial<NatsLimits> {
  return defined({
    maxPayload: settings.maxPayload,
    maxPending: settings.maxPending,
    writeDeadline: settings.writeDeadline,
    maxControlLine: settings.maxControlLine,
    maxSubscriptions: settings.maxSubscriptions,
    maxSubscriptionTokens: settings.maxSubscriptionTokens,
    pingInterval: settings.pingInterval,
    pingMax: settings.pingMax,
  });
}

/** What a room's settings mean for its protocol. */
export function lineOptions(settings: RoomSettings): LineOptions {
  return defined({ room: settings.room, greeting: settings.greeting, maxLine: settings.maxLine });
}

/** A port as the options want it: -1 takes a free one, as 0 does. */
export function freePort(port: number): number {
  return Math.max(0, port);
}

type ConnectionOptions = Pick<
  MailroomOptions,
  "maxConnections" | "maxSubscribedTokens" | "admission" | "limits" | "auth" | "accounts"
>;

/** The limits of all connections that settings name, and who may connect. */
export function connectionLimits(settings: Settings): ConnectionOptions {
  const { maxConnections, maxSubscribedTokens, maxPerAddress, acceptRate } = settings;
  const { maxPending, maxPendingInAll, writeDeadline } = settings;
  return {
    ...defined({ maxConnections, maxSubscribedTokens, auth: authOptions(settings), accounts: settings.accounts }),
    admission: defined({ maxPerAddress, acceptRate }),
    limits: defined({ maxPending, maxPendingInAll, writeDeadline }),
  };
}

/** In TLS, there is as much more time to say who one is as the handshake may take. */
function authOptions({ auth, tls }: Settings): AuthOptions | undefined {
  if (auth === undefined || tls === undefined) return auth;
  const { timeout = (tls.timeout ?? 2_000) + 1_000 } = auth;
  return { ...auth, timeout, certificates: tls.map === true };
}

/** Without the keys that have no value. */
export function defined<T extends object>(object: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
