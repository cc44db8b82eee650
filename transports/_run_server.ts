import type { Actor } from "../actors/runtime/actor.ts";
import { System } from "../actors/runtime/system.ts";
import { Counters } from "../actors/routing/counters.ts";
import { silent } from "../actors/routing/log.ts";
import { DEFAULT_LIMITS, type Service } from "../actors/routing/service.ts";
import type { Peer } from "../actors/routing/socket.ts";
import type { ServeOptions, Server } from "./server.ts";

/** Runs a tree as a server, in the system given or in one of its own. */
export function runServer(
  options: ServeOptions,
  address: Peer,
  tree: (service: Service) => Actor<never>,
): Server {
  const system = options.system ?? new System();
  const service: Service = {
    counters: new Counters(),
    log: options.log ?? silent,
    limits: { ...DEFAULT_LIMITS, ...options.limits },
  };
  const ref = system.spawn(tree(service), { shutdown: Infinity, restart: "temporary" });
  const done = system.stopped(ref).then(async () => {
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
