import type { Transport } from "../../../actors/routing/protocol.ts";
import type { Publication } from "../../../actors/routing/publication.ts";
import type { NatsSubscription } from "./nats_subscription.ts";
import { written } from "./_text.ts";

const encoder = new TextEncoder();
const CRLF = encoder.encode("\r\n");

/**
 * Writes deliveries as a client reads them. What a NATS client published has size, payload and line ends in one piece
 * already, so that only the beginning of the line is new.
 */
export function deliver(
  transport: Transport,
  publication: Publication,
  subscription: NatsSubscription,
  headers: boolean,
): void {
  const { buffer, start, end, wire, headerSize } = publication;
  if (headerSize !== 0 && headers) return deliverHeaders(transport, publication, subscription);
  subscription.begin(transport, publication.subject);
  if (wire >= 0) return void transport.writePart(buffer, wire, end + 2);
  const payload = start + headerSize;
  const reply = publication.reply === undefined ? "" : `${publication.reply} `;
  transport.write(written(`${reply}${end - payload}\r\n`));
  transport.writePart(buffer, payload, end);
  transport.writePart(CRLF, 0, 2);
}

function deliverHeaders(transport: Transport, publication: Publication, subscription: NatsSubscription): void {
  const { subject, reply, buffer, start, end, headerSize } = publication;
  const to = reply === undefined ? "" : `${reply} `;
  transport.write(written(`HMSG ${subject} ${subscription.sid} ${to}${headerSize} ${end - start}\r\n`));
  transport.writePart(buffer, start, end);
  transport.writePart(CRLF, 0, 2);
}

/** What a requester gets when nobody was there to answer. */
export function noResponders(reply: string, sid: string): string {
  return `HMSG ${reply} ${sid} 16 16\r\nNATS/1.0 503\r\n\r\n\r\n`;
}
