import type { Socket } from "../../actors/routing/socket.ts";
import { acceptance, refusalAnswer, type Rejection, rejection } from "./_handshake.ts";
import type { OriginCheck } from "./_origins.ts";
import { headEnd, readHead } from "./_request.ts";

/** The longest head of a request, in bytes. */
const MOST_HEAD = 8 << 10;

/** What a handshake has come to. */
export type Handshake =
  /** `path` is what the client asked for, `left` what it has sent behind its request. */
  | { readonly type: "done"; readonly path: string; readonly left: Uint8Array }
  | { readonly type: "refused"; readonly why: string };

/** Reads a request and answers it. Rejects when the connection breaks; waits for as long as the client takes. */
export async function shakeHands(
  socket: Socket,
  allowed: OriginCheck,
  serves: (path: string) => boolean = () => true,
): Promise<Handshake> {
  const buffer = new Uint8Array(MOST_HEAD);
  let size = 0;
  let end = -1;
  while (end < 0) {
    if (size === MOST_HEAD) return refuse(socket, { status: 431, why: `the head has more than ${MOST_HEAD} bytes` });
    const came = await socket.read(buffer.subarray(size));
    if (came === null) return { type: "refused", why: "it ended before its request did" };
    end = headEnd(buffer.subarray(0, size + came), size);
    size += came;
  }
  const head = readHead(buffer.subarray(0, end));
  if (head === undefined) return refuse(socket, { status: 400, why: "that is no request of HTTP/1.1" });
  const wrong = rejection(head, socket.peer.transport === "tls", allowed);
  if (wrong !== undefined) return refuse(socket, wrong);
  if (!serves(head.path)) return refuse(socket, { status: 404, why: "there is no such path" });
  await writeAll(socket, await acceptance(head));
  return { type: "done", path: head.path, left: buffer.slice(end, size) };
}

async function refuse(socket: Socket, wrong: Rejection): Promise<Handshake> {
  await writeAll(socket, refusalAnswer(wrong));
  return { type: "refused", why: wrong.why };
}

async function writeAll(socket: Socket, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await socket.write(bytes.subarray(at));
}
