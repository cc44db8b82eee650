import { assertEquals } from "@std/assert";
import { type Mailroom, type MailroomOptions, startMailroom } from "../../../mod.ts";
import { dialTcp } from "../../../transports/mod.ts";
import { Client } from "../../_client.ts";
import { within } from "../../_within.ts";

/** A server with its pages. */
export function watched(options: Partial<MailroomOptions> = {}): Promise<Mailroom> {
  return startMailroom({ nats: { port: 0 }, http: { port: 0 }, ...options });
}

/** What one page says: its status, its type and its text. */
export async function page(mailroom: Mailroom, path: string, init: RequestInit = {}) {
  const url = `http://127.0.0.1:${mailroom.addresses.http!.port}${path}`;
  const response = await within(fetch(url, init), path);
  const type = response.headers.get("content-type");
  return { status: response.status, type, text: await response.text() };
}

/** The JSON of a page. */
// deno-lint-ignore no-explicit-any
export async function json(mailroom: Mailroom, path: string): Promise<any> {
  const { status, type, text } = await page(mailroom, path);
  assertEquals([status, type], [200, "application/json"], text);
  return JSON.parse(text);
}

/** A NATS client that has connected and had these commands done. */
export async function natsClient(mailroom: Mailroom, commands = "", options: object = {}): Promise<Client> {
  const client = new Client(await dialTcp({ port: mailroom.addresses.nats!.port }));
  await client.line();
  await client.send(`CONNECT ${JSON.stringify({ verbose: false, ...options })}\r\n${commands}PING\r\n`);
  while (await client.line() !== "PONG\r");
  return client;
}
