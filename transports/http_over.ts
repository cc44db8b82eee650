import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Listener } from "../actors/routing/socket.ts";
import type { HttpHandler, HttpListener } from "./http.ts";
import { SocketStream } from "./tls/_socket_stream.ts";

/** The most connections at once. */
const MOST = 256;
/** How long a connection may take to ask, and again to read the answer, in milliseconds. */
const LONGEST = 10_000;
/** How long to wait after an accept that failed, in milliseconds. */
const RETRY = 100;

/**
 * Serves HTTP on the connections of any listener, plain or of TLS: one request on each. Bodies of requests are not read, and
 * whoever takes longer than `longest` milliseconds is cut off.
 */
export function httpOver(listener: Listener, longest: number = LONGEST): HttpListener {
  const handler = Promise.withResolvers<HttpHandler>();
  const open = new Set<Duplex>();
  const server = createServer((request, response) => {
    answer(request, response, handler.promise, listener.address).catch(() => response.destroy());
  });
  // Whatever a client does to its own connection concerns nobody else.
  server.on("clientError", (_error, stream) => stream.destroy());
  const stopped = new AbortController();
  accept(listener, server, open, longest, stopped.signal);
  return {
    address: listener.address,
    close: () => {
      stopped.abort();
      listener.close();
      server.close();
      // Those that have begun to ask are answered; then nobody keeps them open.
      for (const stream of open) if (!busy.has(stream)) stream.destroy();
    },
    answer: handler.resolve,
  };
}

/** The streams that carry a request which is not answered yet. */
const busy = new WeakSet<object>();

async function accept(
  listener: Listener,
  server: Server,
  open: Set<Duplex>,
  longest: number,
  stopped: AbortSignal,
): Promise<void> {
  while (!stopped.aborted) {
    try {
      const socket = await listener.accept();
      if (open.size >= MOST) {
        socket.close();
        continue;
      }
      const stream = new SocketStream(socket);
      open.add(stream);
      stream.on("error", () => {});
      const timer = setInterval(() => busy.has(stream) || stream.destroy(), longest);
      stream.once("close", () => {
        clearInterval(timer);
        open.delete(stream);
      });
      server.emit("connection", stream);
    } catch {
      if (!stopped.aborted) await pause(RETRY, stopped);
    }
  }
}

function pause(time: number, stopped: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, time);
    stopped.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  handler: Promise<HttpHandler>,
  { hostname, port }: Listener["address"],
): Promise<void> {
  const stream = request.socket;
  busy.add(stream);
  try {
    const origin = `https://${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
    const { url: target = "/" } = request;
    // A path that begins with two slashes would be another host.
    const url = target.startsWith("/") ? new URL(`${origin}${target}`) : new URL(target, origin);
    const headers = new Headers();
    for (const [name, value] of Object.entries(request.headers)) {
      if (typeof value === "string") headers.set(name, value);
    }
    const answered = await (await handler)(new Request(url, { method: request.method ?? "GET", headers }));
    const body = new Uint8Array(await answered.arrayBuffer());
    const more = { "content-length": body.length, connection: "close" };
    response.writeHead(answered.status, { ...Object.fromEntries(answered.headers), ...more });
    response.end(body, () => stream.end(() => stream.destroy()));
  } catch {
    response.writeHead(500, { connection: "close" }).end();
  } finally {
    busy.delete(stream);
  }
}
