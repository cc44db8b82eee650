import type { Peer, Socket } from "../../../actors/routing/socket.ts";
import { type HubInfo, isLeafPort, readHubInfo } from "./hub_info.ts";

const LF = 0x0a;
/** The longest first line that is waited for, in bytes. */
const LONGEST = 64 << 10;
/** What is shown of what it says. */
const SHOWN = 200;
const decoder = new TextDecoder();

/** What a hub has said first. */
export interface Hello {
  readonly hub: HubInfo;
  /** What came behind it: nothing, from a hub that keeps to the rules. */
  readonly rest: Uint8Array;
}

/**
 * Reads a hub's first `INFO`.
 *
 * @throws {Error} that says in one line what came instead
 */
export async function readHello(socket: Socket): Promise<Hello> {
  let room = new Uint8Array(4 << 10);
  let size = 0;
  while (true) {
    const count = await socket.read(room.subarray(size));
    if (count === null) throw new Error("it hangs up without a word");
    const stop = room.subarray(0, size + count).indexOf(LF, size);
    size += count;
    if (stop >= 0) return { hub: hubOf(decoder.decode(room.subarray(0, stop))), rest: room.slice(stop + 1, size) };
    if (size >= LONGEST) throw new Error("it speaks no NATS: its first line has no end");
    if (size < room.length) continue;
    const larger = new Uint8Array(room.length * 4);
    larger.set(room);
    room = larger;
  }
}

function hubOf(line: string): HubInfo {
  const json = /^INFO[ \t]+(.*?)[ \t\r]*$/i.exec(line)?.[1];
  const hub = json === undefined ? undefined : readHubInfo(json);
  if (hub === undefined) {
    const error = /^-ERR[ \t]+(.*?)[ \t\r]*$/i.exec(line)?.[1];
    throw new Error(error === undefined ? "it speaks no NATS" : `it says ${JSON.stringify(error.slice(0, SHOWN))}`);
  }
  if (!isLeafPort(hub)) throw new Error("it is no port for leaf nodes");
  return hub;
}

/** A socket of which something has been read already. */
export function putBack(socket: Socket, bytes: Uint8Array): Socket {
  return bytes.length === 0 ? socket : new PutBack(socket, bytes);
}

class PutBack implements Socket {
  readonly #socket: Socket;
  #bytes: Uint8Array;

  constructor(socket: Socket, bytes: Uint8Array) {
    this.#socket = socket;
    this.#bytes = bytes;
  }

  get peer(): Peer {
    return this.#socket.peer;
  }

  read(buffer: Uint8Array): Promise<number | null> {
    if (this.#bytes.length === 0) return this.#socket.read(buffer);
    const part = this.#bytes.subarray(0, buffer.length);
    buffer.set(part);
    this.#bytes = this.#bytes.subarray(part.length);
    return Promise.resolve(part.length);
  }

  write(bytes: Uint8Array): Promise<number> {
    return this.#socket.write(bytes);
  }

  close(): void {
    this.#socket.close();
  }
}
