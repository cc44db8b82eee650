import { type Address, addressText, readAddress } from "../address.ts";

/** The port of NATS servers. */
const PORT = 4222;

/** Where a NATS server is, and whether it must speak TLS. */
export interface ServerAddress extends Address {
  readonly secure: boolean;
}

/** Reads `nats://…`, `tls://…` or a host, with or without a port; `undefined` where it is nothing like that. */
export function readServerAddress(text: string): ServerAddress | undefined {
  const [, rest] = /^tls:(\/\/.*)$/i.exec(text) ?? [];
  const address = readAddress(rest === undefined ? text : `nats:${rest}`, "nats", PORT);
  return address === undefined ? undefined : { ...address, secure: rest !== undefined };
}

/** An address as text, without what is secret. */
export function serverAddressText(address: ServerAddress): string {
  return addressText(address, address.secure ? "tls" : "nats");
}
