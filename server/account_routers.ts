import type { RouterMessage } from "../actors/routing/messages.ts";
import { router } from "../actors/routing/router.ts";
import type { Ref } from "../actors/runtime/ref.ts";
import type { SupervisorContext } from "../actors/runtime/supervisor.ts";
import type { Setup } from "./setup.ts";

/** Spawns a router for each account but the first, whose router there is already. Returns those of all, by name. */
export function accountRouters(
  self: SupervisorContext,
  first: Ref<RouterMessage>,
  { accounts, shared: { counters } }: Setup,
): ReadonlyMap<string, Ref<RouterMessage>> {
  const routers = new Map([[accounts[0]!, first]]);
  for (const account of accounts.slice(1)) {
    // What a name may not be made of does no harm in the account's own.
    const name = `router-${encodeURIComponent(account)}`;
    routers.set(account, self.spawn(name, router({ counters, account }), { capacity: 1 << 20 }));
  }
  return routers;
}
