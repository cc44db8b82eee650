import { Publication, type PublicationOptions } from "../publication.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The longest error that is sent, in characters. */
const LONGEST = 200;

/** An outcome that is no answer. */
export interface ServiceStatus {
  readonly code: number;
  readonly text: string;
}

/** A publication of a text or of bytes, which are not copied, perhaps with a block of headers before them. */
export function message(
  subject: string,
  payload: Uint8Array | string,
  options: Omit<PublicationOptions, "headerSize"> = {},
  headers = "",
): Publication {
  const body = typeof payload === "string" ? encoder.encode(payload) : payload;
  if (headers === "") return new Publication(subject, body, 0, body.length, options);
  const block = encoder.encode(headers);
  const bytes = new Uint8Array(block.length + body.length);
  bytes.set(block);
  bytes.set(body, block.length);
  return new Publication(subject, bytes, 0, bytes.length, { ...options, headerSize: block.length });
}

/** The header block that tells of an error, as NATS services do. */
export function statusHeaders({ code, text }: ServiceStatus): string {
  const line = text.replaceAll(/[\r\n]+/g, " ").slice(0, LONGEST);
  return `NATS/1.0\r\nNats-Service-Error: ${line}\r\nNats-Service-Error-Code: ${code}\r\n\r\n`;
}

/** The error that a header block tells of: that of a service, or that of the server in its first line. */
export function statusOf(headers: Uint8Array): ServiceStatus | undefined {
  if (headers.length === 0) return undefined;
  const block = decoder.decode(headers);
  const [, code, text] = /^NATS\/1\.0[ \t]+(\d{3})[ \t]*([^\r\n]*)/.exec(block) ?? [];
  const error = field(block, "Nats-Service-Error");
  const own = Number(field(block, "Nats-Service-Error-Code") ?? code ?? 500);
  if (error !== undefined) return { code: Number.isInteger(own) ? own : 500, text: error };
  // What is below that, such as the status of an empty answer, is no error.
  if (code === undefined || Number(code) < 400) return undefined;
  return { code: Number(code), text: text || (code === "503" ? "nobody answers there" : `status ${code}`) };
}

function field(block: string, name: string): string | undefined {
  return new RegExp(`\\r\\n${name}:[ \\t]*([^\\r\\n]*)`, "i").exec(block)?.[1];
}
