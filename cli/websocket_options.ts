import type { Log } from "../actors/routing/log.ts";
import type { WebSocketSettings } from "../server/config/websocket.ts";
import type { MailroomOptions } from "../server/options.ts";
import type { ServerTls } from "./server_tls.ts";
import { defined, freePort } from "./settings_options.ts";

/** What settings say of WebSockets; nothing where they name no port. What is not done to the letter is told. */
export function webSocketOptions(settings: WebSocketSettings, tls: ServerTls, log: Log): Pick<MailroomOptions, "ws"> {
  const { port, host: hostname, sameOrigin, allowedOrigins, handshakeTimeout, compression } = settings;
  if (!port) return {};
  if (compression) log.warn("WebSocket frames are not compressed: compression is not supported");
  return {
    ws: {
      ...defined({ hostname, sameOrigin, allowedOrigins, handshakeTimeout }),
      ...tls.webSocket,
      port: freePort(port),
    },
  };
}
