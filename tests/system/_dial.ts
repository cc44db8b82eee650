import { Client } from "../_client.ts";

/** A client over TCP. */
export async function dial(port: number): Promise<Client> {
  return new Client(await Deno.connect({ hostname: "127.0.0.1", port }));
}

/** A client in the chat room: greeted, and known to the router. */
export async function enter(port: number, name?: string): Promise<Client> {
  const client = await dial(port);
  await client.line();
  if (name !== undefined) {
    await client.send(`/nick ${name}\n`);
    await client.line();
  }
  return client;
}
