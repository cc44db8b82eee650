/** The head of an HTTP request: what a WebSocket begins with. */
export interface RequestHead {
  /** Such as `GET`. */
  readonly method: string;
  /** What is asked for, without its query, such as `/line`. */
  readonly path: string;
  /** By name in small letters; what was said several times is joined by commas. */
  readonly headers: ReadonlyMap<string, string>;
}

const REQUEST_LINE = /^([!#$%&'*+\-.^_`|~\w]+) (\S+) HTTP\/1\.1$/;
const HEADER = /^([!#$%&'*+\-.^_`|~\w]+):[ \t]*(.*?)[ \t]*$/;
const LF = 0x0a;
const CR = 0x0d;

/**
 * Where the head of a request ends: behind its empty line; -1 while that has not come. What stands before `from` has been
 * looked through.
 */
export function headEnd(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(LF, Math.max(0, from - 2)); at >= 0; at = bytes.indexOf(LF, at + 1)) {
    const before = bytes[at - 1] === CR ? at - 2 : at - 1;
    if (bytes[before] === LF) return at + 1;
  }
  return -1;
}

/** Reads a head, the empty line included; `undefined` where it is none of HTTP/1.1. */
export function readHead(bytes: Uint8Array): RequestHead | undefined {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  const [first = "", ...lines] = text.trimEnd().split(/\r?\n/);
  const [, method, target] = REQUEST_LINE.exec(first) ?? [];
  if (method === undefined || target === undefined) return undefined;
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name, value] = HEADER.exec(line) ?? [];
    // deno-lint-ignore no-control-regex -- controls are what must not be there
    if (name === undefined || value === undefined || /[\x00-\x08\x0a-\x1f\x7f]/.test(value)) return undefined;
    const key = name.toLowerCase();
    const before = headers.get(key);
    // Two of these, and whoever stands between reads another one than we do.
    if (before !== undefined && (key === "host" || key.startsWith("sec-websocket-key"))) return undefined;
    headers.set(key, before === undefined ? value : `${before}, ${value}`);
  }
  return { method, path: pathOf(target), headers };
}

/** Whether a list in a header has an item, in whatever case. */
export function lists(head: RequestHead, header: string, item: string): boolean {
  return (head.headers.get(header) ?? "").split(",").some((each) => each.trim().toLowerCase() === item);
}

function pathOf(target: string): string {
  const path = target.startsWith("/") ? target : URL.parse(target)?.pathname ?? target;
  return path.replace(/[?#].*$/, "");
}
