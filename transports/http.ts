import type { Peer } from "../actors/routing/socket.ts";
import type { Actor } from "../actors/runtime/actor.ts";
import { opening } from "./_opening.ts";

/** Answers one request. What it throws is answered with 500. */
export type HttpHandler = (request: Request) => Response | Promise<Response>;

/** An HTTP address that is listened on. */
export interface HttpListener {
  /** Where it listens; with the port it really has. */
  readonly address: Peer;
  /** Stops listening; requests that have begun are answered. */
  close(): void;
  /** Says who answers; until then requests wait. */
  answer(handler: HttpHandler): void;
}

/** Listens for HTTP requests. Needs `--allow-net`. Throws the host's error when the port is taken. */
export function listenHttp(address: { readonly hostname?: string; readonly port: number }): HttpListener {
  const { hostname = "127.0.0.1", port } = address;
  const handler = Promise.withResolvers<HttpHandler>();
  const abort = new AbortController();
  const server = opening(`http://${hostname}:${port}`, () =>
    Deno.serve(
      { hostname, port, signal: abort.signal, onListen: () => {}, onError: () => new Response(null, { status: 500 }) },
      async (request) => (await handler.promise)(request),
    ));
  return {
    address: { transport: "tcp", hostname: server.addr.hostname, port: server.addr.port },
    close: () => abort.abort(),
    answer: handler.resolve,
  };
}

/** The actor of an HTTP address: its end closes it, and its next incarnation opens it again. */
export function httpServer(open: () => HttpListener, handler: HttpHandler): Actor<never> {
  return () => {
    const listener = open();
    listener.answer(handler);
    return { receive: () => {}, stopped: () => listener.close() };
  };
}
