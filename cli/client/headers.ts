const FIRST = "NATS/1.0";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A name and a value. Names may come several times. */
export type Header = readonly [name: string, value: string];

/** What a header block says. */
export interface HeaderBlock {
  /** The number in its first line, such as 503 where there is nobody to answer. */
  readonly status: number | undefined;
  readonly headers: readonly Header[];
}

/** Whether `name` can be the name of a header: visible ASCII without a colon. */
export function isHeaderName(name: string): boolean {
  return /^[!-9;-~]+$/.test(name);
}

/** Whether `value` can be the value of a header: it has one line. */
export function isHeaderValue(value: string): boolean {
  return !/[\r\n]/.test(value);
}

/**
 * A header block as bytes.
 *
 * @throws {TypeError} for a name or a value that it cannot hold
 */
export function encodeHeaders(headers: readonly Header[]): Uint8Array {
  let block = `${FIRST}\r\n`;
  for (const [name, value] of headers) {
    if (!isHeaderName(name)) throw new TypeError(`Cannot use the header ${JSON.stringify(name)}: wanted visible ASCII`);
    if (!isHeaderValue(value)) throw new TypeError(`Cannot use ${JSON.stringify(value)} in a header: wanted one line`);
    block += `${name}: ${value}\r\n`;
  }
  return encoder.encode(`${block}\r\n`);
}

/** Reads a header block. Nobody has checked it on its way: what makes no sense is left out. */
export function decodeHeaders(bytes: Uint8Array): HeaderBlock {
  const [first = "", ...lines] = decoder.decode(bytes).split("\r\n");
  if (!first.startsWith(FIRST)) return { status: undefined, headers: [] };
  const headers = lines.flatMap((line): Header[] => {
    const colon = line.indexOf(":");
    return colon < 1 ? [] : [[line.slice(0, colon), line.slice(colon + 1).trim()]];
  });
  const status = /^ (\d{3})( |$)/.exec(first.slice(FIRST.length))?.[1];
  return { status: status === undefined ? undefined : Number(status), headers };
}
