import type { Ref } from "../runtime/ref.ts";
import type { System } from "../runtime/system.ts";
import type { ConnectionMessage, RouterMessage } from "./messages.ts";
import { subscribersOf } from "./router.ts";

/** Tells something to every connection of a router, and returns who that was. */
export function tellAll(
  system: System,
  router: Ref<RouterMessage>,
  message: ConnectionMessage,
): readonly Ref<ConnectionMessage>[] {
  const members = system.groups.members(subscribersOf(router));
  for (const member of members) member.tell(message);
  return members;
}
