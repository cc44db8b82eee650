import { joinNats } from "./_nats_wire.ts";
import type { Server } from "./_processes.ts";

/** Clients that come at the same time. */
const BATCH = 100;
/** Milliseconds in which what has been begun comes to rest. */
const SETTLE = 2_000;

async function connect(port: number, count: number): Promise<Deno.Conn[]> {
  const conns: Deno.Conn[] = [];
  while (conns.length < count) {
    const some = Array.from({ length: Math.min(BATCH, count - conns.length) }, async () => {
      const conn = await Deno.connect({ hostname: "127.0.0.1", port });
      await joinNats(conn);
      return conn;
    });
    conns.push(...await Promise.all(some));
  }
  return conns;
}

async function settled(server: Server): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, SETTLE));
  return await server.memory();
}

/** Lets clients come to a server and stay, and returns the resident memory that each of them takes, in bytes. */
export async function connectIdle(server: Server, count: number): Promise<{ bytes: number; lost: number }> {
  // What the first clients of all bring into memory is not theirs.
  for (const conn of await connect(server.port, BATCH)) conn.close();
  const before = await settled(server);
  const conns = await connect(server.port, count).catch((error: Error) => {
    throw new Error(`Cannot open ${count} connections: wanted as many file descriptors, see "ulimit -n"`, {
      cause: error,
    });
  });
  const after = await settled(server);
  for (const conn of conns) conn.close();
  return { bytes: (after - before) / count, lost: 0 };
}
