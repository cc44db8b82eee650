import type { Socket } from "../../actors/routing/socket.ts";
import { putBack, readHello } from "../../transports/protocols/leaf/hello.ts";
import type { LeafLink } from "../../transports/protocols/leaf/leaf_link.ts";
import { dialTcp } from "../../transports/tcp.ts";
import { secureClient } from "../../transports/tls/secure_client.ts";
import { connectFields } from "./_connect.ts";
import type { LeafAddress } from "./leaf_address.ts";
import type { LeafSettings } from "./_settled.ts";

/** A hub that has been reached and has said who it is. */
export interface OpenedLink {
  readonly socket: Socket;
  readonly link: Omit<LeafLink, "report">;
}

/** How long it may take to reach a hub, and then to hear from it, in milliseconds. */
const REACHED = 5_000;
const HEARD = 3_000;

/**
 * Dials a hub, hears who it is, and begins TLS where that is wanted.
 *
 * @throws {Error} that says in a few words why there is no link to be had
 */
export async function openLink(settings: LeafSettings, address: LeafAddress, signal: AbortSignal): Promise<OpenedLink> {
  const { hostname, port } = address;
  let socket = await inTime(REACHED, signal, (signal) => dialTcp({ hostname, port, signal }));
  const close = () => socket.close();
  try {
    const { tls: { first = false, timeout = REACHED } } = settings;
    const secure = () => inTime(timeout, signal, () => secured(settings, address, socket), close);
    if (first) socket = await secure();
    let { hub, rest } = await inTime(HEARD, signal, () => readHello(socket), close);
    const wanted = !first && (hub.tls_required || address.secure);
    if (wanted) {
      // Whoever can put something between the two could speak for the hub.
      if (rest.length > 0) throw new Error("it says too much before TLS");
      if (!hub.tls_required) throw new Error("it speaks no TLS");
      socket = await secure();
      rest = new Uint8Array();
    }
    const connect = await connectFields(settings, address, hub, first || wanted);
    const { id, rank, account, denyExports, denyImports, limits } = settings;
    return {
      socket: putBack(socket, rest),
      link: { hub, connect, id, rank, account, denyExports, denyImports, limits },
    };
  } catch (error) {
    close();
    throw error;
  }
}

async function secured({ tls }: LeafSettings, { tlsName }: LeafAddress, plain: Socket): Promise<Socket> {
  const socket = secureClient(plain, tlsName, tls);
  await socket.secure!();
  return socket;
}

/** Does something that takes a while, and gives up in time; `close` is what makes it end then. */
async function inTime<T>(
  time: number,
  signal: AbortSignal,
  act: (signal: AbortSignal) => Promise<T>,
  close: () => void = () => {},
): Promise<T> {
  const late = new AbortController();
  const both = AbortSignal.any([late.signal, signal]);
  both.addEventListener("abort", close);
  const timer = setTimeout(() => late.abort(), time);
  try {
    return await act(both);
  } catch (error) {
    throw late.signal.aborted ? new Error(`it took more than ${time / 1_000} s`) : error;
  } finally {
    clearTimeout(timer);
    both.removeEventListener("abort", close);
  }
}
