import type { Peer } from "../actors/routing/socket.ts";
import type { Actor } from "../actors/runtime/actor.ts";

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

/** The actor of an HTTP address: its end closes it, and its next incarnation opens it again. */
export function httpServer(open: () => HttpListener, handler: HttpHandler): Actor<never> {
  return () => {
    const listener = open();
    listener.answer(handler);
    return { receive: () => {}, stopped: () => listener.close() };
  };
}
