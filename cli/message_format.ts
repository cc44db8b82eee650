import type { NatsMessage } from "./client/message.ts";
import { type Colours, coloursFor, harmless, showsColours } from "./colours.ts";

/** How messages are shown. */
export type Format = (message: NatsMessage) => string | Uint8Array;

/** How somebody wants messages to be shown. */
export interface FormatOptions {
  readonly json: boolean;
  /** Payloads alone, byte for byte. */
  readonly raw?: boolean;
  /** Whether the subject stands before each. */
  readonly subject: boolean;
}

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** The format that was asked for, as standard output needs it. */
export function formatOf({ json, raw, subject }: FormatOptions): Format {
  if (raw === true) return (message) => message.payload;
  if (json) return jsonLine;
  const terminal = Deno.stdout.isTerminal();
  const colours = coloursFor(showsColours());
  return (message) => textLine(message, { subject, terminal, colours });
}

/**
 * A message as one line of JSON: subject, reply, headers (a list of values for each name), and data, as text where it is
 * UTF-8 and else as Base64.
 */
export function jsonLine(message: NatsMessage): string {
  const { subject, reply, status, payload } = message;
  const headers = new Map<string, string[]>();
  for (const [name, value] of message.headers) headers.set(name, [...headers.get(name) ?? [], value]);
  const text = decoded(payload);
  const shown = {
    subject,
    reply,
    status,
    headers: headers.size === 0 ? undefined : Object.fromEntries(headers),
    ...text === undefined ? { data_base64: payload.toBase64() } : { data: text },
  };
  return `${JSON.stringify(shown)}\n`;
}

/** How a message is shown to people. */
export interface TextOptions {
  readonly subject: boolean;
  /** Whether it must not make a terminal do anything. */
  readonly terminal: boolean;
  readonly colours: Colours;
}

/** A message for people: what it is about, its headers, and its payload, ended by a line feed. */
export function textLine(message: NatsMessage, { subject, terminal, colours }: TextOptions): string | Uint8Array {
  const safe = terminal ? harmless : (text: string) => text;
  const headers = message.headers.map(([name, value]) => `${name}: ${value}`).join(", ");
  const before = subject
    ? `${colours.good(safe(message.subject))} ${headers === "" ? "" : `${colours.faint(safe(`(${headers})`))} `}`
    : "";
  const text = decoded(message.payload);
  if (text !== undefined) return `${before}${safe(text)}${text.endsWith("\n") ? "" : "\n"}`;
  if (terminal) return `${before}${colours.faint(`${message.payload.length} bytes`)}\n`;
  const start = encoder.encode(before);
  const line = new Uint8Array(start.length + message.payload.length + 1);
  line.set(start);
  line.set(message.payload, start.length);
  line[line.length - 1] = 0x0a;
  return line;
}

function decoded(payload: Uint8Array): string | undefined {
  try {
    return strict.decode(payload);
  } catch {
    return undefined;
  }
}
