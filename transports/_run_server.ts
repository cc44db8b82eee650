import type { Actor } from "../actors/runtime/actor.ts";
import type { Ref } from "../actors/runtime/ref.ts";
import { System } from "../actors/runtime/system.ts";
import { Counters } from "../actors/routing/counters.ts";
import { silent } from "../actors/routing/log.ts";
import { limitsOf, type Service } from "../actors/routing/service.ts";
import type { Peer } from "../actors/routing/socket.ts";
import { firstOpened } from "./first_opened.ts";
import type { ServeOptions, Server } from "./server.ts";

/** Opens an address and runs a tree there as a server, in the system given or in one of its own. */
export function runServer<T extends { readonly address: Peer; close(): void }>(
  options: ServeOptions,
  listen: (address: { readonly hostname: string; readonly port: number }) => T,
  tree: (service: Service, open: () => T) => Actor<never>,
): Server {
  const { hostname = "127.0.0.1", port } = options;
  const service: Service = {
    counters: new Counters(),
    log: options.log ?? silent,
    limits: limitsOf(options.limits),
  };
  const { address, open, close } = firstOpened((port) => listen({ hostname, port }), port);
  const system = options.system ?? new System();
  let ref: Ref<never>;
  try {
    ref = system.spawn(tree(service, open), { restart: "temporary", shutdown: Infinity });
  } catch (error) {
    close();
    throw error;
  }
  const done = system.stopped(ref).then(async () => {
    // It may have been stopped before it had started.
    close();
    if (options.system === undefined) await system.shutdown();
  });
  const shutdown = () => {
    system.stop(ref);
    return done;
  };
  if (options.signal?.aborted) shutdown();
  else options.signal?.addEventListener("abort", shutdown, { once: true });
  return { address, done, shutdown, [Symbol.asyncDispose]: shutdown };
}
