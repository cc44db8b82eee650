import { within } from "../_within.ts";
import type { Client } from "../_client.ts";
import { dial } from "./_dial.ts";
import { ServerProcess } from "./_server.ts";

/** `nats-server` in a process of its own, started as launchers do. */
export function natsServer(...args: string[]): ServerProcess {
  return new ServerProcess({
    args: ["nats-server", ...args],
    permissions: ["--allow-net", "--allow-read", "--allow-write", "--allow-env"],
  });
}

/** The port for clients, from the log line that launchers wait for; all is ready then. */
export async function ready(server: ServerProcess): Promise<number> {
  await server.stderr.like(/\[INF\] Server is ready$/);
  const line = await server.stderr.like(/\[INF\] Listening for client connections on 127\.0\.0\.1:\d+$/);
  return Number(/\d+$/.exec(line)![0]);
}

/** The JSON of an `INFO` line. */
export function infoOf(line: string): Record<string, unknown> {
  return JSON.parse(/^INFO (\{.*\})\r?$/.exec(line)?.[1] ?? "null");
}

/** A client that has said so much and has its first answer. */
export async function connect(port: number, options: Record<string, unknown> = { protocol: 1 }): Promise<Client> {
  const client = await dial(port);
  await client.line();
  await client.send(`CONNECT ${JSON.stringify({ verbose: false, ...options })}\r\nPING\r\n`);
  const answer = await client.line();
  if (answer !== "PONG\r") throw new Error(`Wanted PONG, got ${answer}`);
  return client;
}

/** A directory for one test. */
export function temporary(): Disposable & { readonly path: string } {
  const path = Deno.makeTempDirSync();
  return { path, [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }) };
}

/** Looks until something is there. */
export function eventually<T>(look: () => T | undefined, what: string, time: number): Promise<T> {
  const search = async () => {
    while (true) {
      const found = look();
      if (found !== undefined) return found;
      if (performance.now() > end) throw new Error(`There was no ${what} in ${time} ms`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const end = performance.now() + time;
  return within(search(), what, time + 1_000);
}
