import { address, block, type Keys, number, onOff, PORT, type Read, text, time, unsupported } from "./kinds.ts";
import type { Settings } from "./settings.ts";
import { tlsBlock, type TlsSettings } from "./tls.ts";

/** WebSockets, as a configuration file has them. */
export interface WebSocketSettings {
  host?: string;
  /** -1 takes a free one; without it, or with 0, there are none. */
  port?: number;
  /** Whether it is said that they come in the clear. */
  noTls?: boolean;
  tls?: TlsSettings;
  sameOrigin?: boolean;
  allowedOrigins?: readonly string[];
  /** Milliseconds. */
  handshakeTimeout?: number;
  /** Whether frames were to be compressed. They are not, which every client can deal with. */
  compression?: boolean;
}

/** A text, or a list of them. */
function texts<T>(set: (into: T, texts: readonly string[]) => void): Read<T> {
  return (into, value, at) => {
    const list: string[] = [];
    const one = text<string[]>((into, each) => into.push(each));
    for (const each of Array.isArray(value.value) ? value.value : [value]) one(list, each, at);
    set(into, list);
  };
}

const compression = onOff<WebSocketSettings>((into, on) => into.compression = on);
const origins = texts<WebSocketSettings>((into, list) => into.allowedOrigins = list);

const KEYS: Keys<WebSocketSettings> = {
  host: text((into, host) => into.host = host),
  net: text((into, host) => into.host = host),
  port: number((into, port) => into.port = port, ...PORT),
  listen: address((into, host, port) => {
    into.port = port;
    if (host !== undefined) into.host = host;
  }),
  no_tls: onOff((into, on) => into.noTls = on),
  tls: tlsBlock(),
  same_origin: onOff((into, on) => into.sameOrigin = on),
  allowed_origin: origins,
  allowed_origins: origins,
  handshake_timeout: time((into, span) => into.handshakeTimeout = span, 1),
  compress: compression,
  compression,
  authorization: unsupported,
  authentication: unsupported,
  no_auth_user: unsupported,
  jwt_cookie: unsupported,
};

const whole = block<Settings, WebSocketSettings>(() => KEYS, (into) => into.websocket ??= {});

/** The block `websocket`. One that listens says how it is kept secret, or that it is not. */
export const websocket: Read<Settings> = (into, value, at) => {
  whole(into, value, at);
  const { port = 0, noTls = false, tls } = into.websocket!;
  if (port !== 0 && !noTls && tls === undefined) throw at.fail("tls in it, or no_tls: true");
};
