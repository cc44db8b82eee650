import { memoryPair } from "../../../transports/memory.ts";
import { NatsClient } from "../../../cli/client/nats_client.ts";
import { Client } from "../../_client.ts";

/** A server that says what a test wants, and the socket of its client. */
export function scripted(): { server: Client; socket: ReturnType<typeof memoryPair>[0] } {
  const [socket, far] = memoryPair();
  return { server: new Client(far), socket };
}

/** A client that has been greeted by such a server. */
export async function greeted(info: Record<string, unknown> = {}): Promise<{ server: Client; client: NatsClient }> {
  const { server, socket } = scripted();
  const client = NatsClient.over(socket);
  await server.send(`INFO ${JSON.stringify({ headers: true, max_payload: 100, ...info })}\r\n`);
  await server.lines(2);
  await server.send("PONG\r\n");
  return { server, client: await client };
}
