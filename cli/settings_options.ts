import type { RoomSettings, Settings } from "../server/config/settings.ts";
import type { MailroomOptions } from "../server/options.ts";
import type { LineOptions } from "../transports/protocols/line/line_protocol.ts";
import type { NatsLimits } from "../transports/protocols/nats/nats_options.ts";

/** The limits of NATS clients that settings name. */
export function natsLimits(settings: Settings): Partial<NatsLimits> {
  return defined({
    maxPayload: settings.maxPayload,
    maxPending: settings.maxPending,
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

/** The limits of all connections that settings name. */
export function connectionLimits(settings: Settings): Pick<MailroomOptions, "maxConnections" | "limits"> {
  return {
    ...defined({ maxConnections: settings.maxConnections }),
    ...settings.maxPending === undefined ? {} : { limits: { maxPending: settings.maxPending } },
  };
}

/** Without the keys that have no value. */
export function defined<T extends object>(object: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
