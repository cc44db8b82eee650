import { type Ref, System, type SystemEvent } from "../../../actors/mod.ts";
import { connection } from "../../../actors/routing/connection.ts";
import type { ConnectionMessage } from "../../../actors/routing/messages.ts";
import type { Protocol } from "../../../actors/routing/protocol.ts";
import type { Service } from "../../../actors/routing/service.ts";
import type { Socket } from "../../../actors/routing/socket.ts";
import { CONNECTION_SPEC } from "../../../actors/routing/tree.ts";
import { memoryPair } from "../../../transports/memory.ts";
import { Client } from "../../_client.ts";

/** A connection actor and, on the other end of a pair of sockets, who speaks with it. */
export interface Connected {
  readonly ref: Ref<ConnectionMessage>;
  readonly socket: Socket;
}

/** Connects a protocol to the socket that is returned. */
export function connectSocket(
  system: System,
  service: Service,
  protocol: () => Protocol,
  capacity?: number,
): Connected {
  const [near, far] = memoryPair("test", capacity);
  const ref = system.spawn(connection(far, protocol, service), CONNECTION_SPEC);
  return { ref, socket: near };
}

/** Connects a protocol to a client. */
export function connect(
  system: System,
  service: Service,
  protocol: () => Protocol,
): { readonly ref: Ref<ConnectionMessage>; readonly client: Client } {
  const { ref, socket } = connectSocket(system, service, protocol);
  return { ref, client: new Client(socket) };
}

/** A system that keeps its failures instead of printing them. */
export function keptSystem(
  options: ConstructorParameters<typeof System>[0] = {},
): System & { readonly errors: string[] } {
  const errors: string[] = [];
  const system = Object.assign(new System(options), { errors });
  system.events().subscribe((event: SystemEvent) => {
    if (event.type === "failed") errors.push(event.error instanceof Error ? event.error.message : String(event.error));
  });
  return system;
}
