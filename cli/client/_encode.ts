import { encodeHeaders, type Header } from "./headers.ts";

const encoder = new TextEncoder();
const LINE_END = encoder.encode("\r\n");

/** A line of the client's, ended. */
export function encodeLine(...words: readonly (string | number | undefined)[]): Uint8Array {
  return encoder.encode(`${words.filter((word) => word !== undefined).join(" ")}\r\n`);
}

/** A publication as the parts that are to be written, and how large its message is, headers included. */
export function encodePublication(
  subject: string,
  payload: Uint8Array,
  reply: string | undefined,
  headers: readonly Header[],
): { readonly parts: readonly Uint8Array[]; readonly size: number } {
  const size = payload.length;
  if (headers.length === 0) return { parts: [encodeLine("PUB", subject, reply, size), payload, LINE_END], size };
  const block = encodeHeaders(headers);
  const whole = block.length + size;
  return { parts: [encodeLine("HPUB", subject, reply, block.length, whole), block, payload, LINE_END], size: whole };
}
