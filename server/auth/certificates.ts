import type { Peer } from "../../actors/routing/socket.ts";

/** The names in a client's certificate, in the order in which they are tried. None where it has shown none. */
export function certificateNames({ certificate }: Peer): readonly string[] {
  if (certificate === undefined) return [];
  const { emails, dnsNames, uris, subject } = certificate;
  return [...emails, ...dnsNames, ...uris, subject];
}
