import type { Header } from "../client/headers.ts";
import type { NatsMessage } from "../client/message.ts";

const TEXT = "Nats-Service-Error";
const CODE = "Nats-Service-Error-Code";

/** The headers by which NATS services say that they have failed. */
export function serviceErrorHeaders(text: string): readonly Header[] {
  return [[TEXT, text.replaceAll(/[\r\n]+/g, " ")], [CODE, "500"]];
}

/** How an answer says that its service has failed, if it does. */
export function serviceErrorOf(message: NatsMessage): string | undefined {
  const value = (wanted: string) => message.headers.find(([name]) => name === wanted)?.[1];
  return value(TEXT) ?? value(CODE);
}
