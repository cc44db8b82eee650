import type { Ref } from "../runtime/ref.ts";
import type { System } from "../runtime/system.ts";
import type { ConnectionInfo } from "./connection_info.ts";
import type { ConnectionMessage, RouterMessage } from "./messages.ts";
import { subscribersOf } from "./router.ts";

/** How long the slowest may take, in milliseconds. */
const PATIENCE = 1_000;

type Message =
  | { readonly type: "late" }
  | { readonly type: "described"; readonly info: ConnectionInfo | undefined; readonly member: Ref<ConnectionMessage> };

/**
 * Asks every connection of a router for what it is and does. Those that end meanwhile, or do not answer within a second,
 * are left out.
 */
export function collect(system: System, router: Ref<RouterMessage>): Promise<ConnectionInfo[]> {
  const { promise, resolve } = Promise.withResolvers<ConnectionInfo[]>();
  const members = system.groups.members(subscribersOf(router));
  const infos: ConnectionInfo[] = [];
  system.spawn<Message>((self) => {
    const awaited = new Set<Ref<ConnectionMessage>>();
    const settle = (member: Ref<ConnectionMessage>) => {
      awaited.delete(member);
      if (awaited.size === 0) done();
    };
    const done = () => {
      resolve(infos);
      self.stop();
    };
    for (const member of members) {
      const replyTo = self.adapt((info: ConnectionInfo | undefined): Message => ({ type: "described", info, member }));
      if (!member.tell({ type: "describe", replyTo })) continue;
      awaited.add(member);
      self.watch(member);
    }
    if (awaited.size === 0) done();
    else self.timers.after("late", PATIENCE, { type: "late" });
    return {
      receive(message) {
        if (message.type === "late") return done();
        if (message.info !== undefined) infos.push(message.info);
        settle(message.member);
      },
      signal: (signal) => settle(signal.ref as Ref<ConnectionMessage>),
    };
  }, { restart: "temporary", capacity: Infinity });
  return promise;
}
