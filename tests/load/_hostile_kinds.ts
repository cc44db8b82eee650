/** The ports of a server that is under attack. */
export interface Target {
  readonly nats: number;
  /** The chat room behind TLS. */
  readonly line: number;
  readonly ws: number;
  readonly http: number;
  /** Bytes of the largest payload. */
  readonly maxPayload: number;
}

/** What a hostile client does from its connection to its end, which it may never reach by itself; `arrived` when it is at it. */
export type Kind = (ports: Target, index: number, arrived: () => void) => Promise<void>;

const encoder = new TextEncoder();
const CONNECT = 'CONNECT {"verbose":false}\r\n';
const pause = (time: number) => new Promise<void>((resolve) => setTimeout(resolve, time));
const open = (port: number) => Deno.connect({ hostname: "127.0.0.1", port });

/** Sends all of it, however long that takes. */
async function send(conn: Deno.Conn, text: string | Uint8Array): Promise<void> {
  const bytes = typeof text === "string" ? encoder.encode(text) : text;
  for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
}

/** Reads all that comes, until it is over. */
async function drain(conn: Deno.Conn): Promise<void> {
  const buffer = new Uint8Array(64 << 10);
  while (await conn.read(buffer) !== null);
}

/** Says something on a new connection, and goes on. */
function client(
  port: (ports: Target) => number,
  go: (conn: Deno.Conn, arrived: () => void, index: number, ports: Target) => Promise<void>,
): Kind {
  return async (ports, index, arrived) => {
    const conn = await open(port(ports));
    try {
      await go(conn, arrived, index, ports);
    } finally {
      conn.close();
    }
  };
}

/** Says a text byte by byte, one a second, without end. */
function drip(port: (ports: Target) => number, begin: string, text: string): Kind {
  return client(port, async (conn, arrived) => {
    const reading = drain(conn).catch(() => {});
    await send(conn, begin);
    arrived();
    for (let i = 0;; i++) {
      await send(conn, text[i % text.length]!);
      if (await Promise.race([pause(1_000).then(() => "on"), reading]) !== "on") return;
    }
  });
}

/** The subjects of somebody who wants the table to be large: half of them deep, with wildcards in changing places. */
function subject(client: number, i: number): string {
  if (i % 2 === 0) return `s${client}.*.${i}.>`;
  const tokens = Array.from({ length: 8 }, (_, place) => (i >> place) & 1 ? "*" : "deep");
  return `${tokens.join(".")}.${client}.${i}`;
}

const nats = ({ nats }: Target) => nats;

/** By name. */
export const KINDS: Readonly<Record<string, Kind>> = {
  /** Listens to all that the good ones say, and reads none of it. */
  deaf: client(nats, async (conn, arrived) => {
    await send(conn, `${CONNECT}SUB good.> 1\r\n`);
    arrived();
    while (true) {
      await pause(1_000);
      await send(conn, "PING\r\n");
    }
  }),
  slowCommand: drip(nats, CONNECT, "SUB a.b.c.d 1 and so on "),
  slowPayload: drip(nats, `${CONNECT}PUB x 10000\r\n`, "x"),
  /** Opens and closes. */
  churn: client(nats, async (conn, arrived) => {
    arrived();
    await send(conn, `${CONNECT}SUB good.* 1\r\nPING\r\n`);
    await conn.read(new Uint8Array(512));
  }),
  /** Sends nothing more but stays, with half a command said. */
  halfClosed: client(nats, async (conn, arrived) => {
    await send(conn, `${CONNECT}SUB good.1 1\r\nPUB a 1`);
    await conn.closeWrite();
    arrived();
    await drain(conn);
  }),
  /** Announces a gigabyte. */
  giant: client(nats, async (conn, arrived) => {
    await send(conn, `${CONNECT}PUB x 1073741824\r\n${"x".repeat(60_000)}`);
    arrived();
    await drain(conn);
  }),
  /** Sends nearly all of the largest payload there may be. */
  almost: client(nats, async (conn, arrived, _index, { maxPayload }) => {
    await send(conn, `${CONNECT}PUB x ${maxPayload}\r\n`);
    await send(conn, new Uint8Array(maxPayload - 1));
    arrived();
    await drain(conn);
  }),
  /** Subscribes 10,000 times, and to something of the good ones among it, and changes its mind all the time. */
  collector: client(nats, async (conn, arrived, index) => {
    const reading = drain(conn).catch(() => {});
    let lines = CONNECT;
    for (let i = 0; i < 10_000; i++) lines += `SUB ${i % 1_000 === 0 ? "good.1" : subject(index, i)} ${i}\r\n`;
    await send(conn, `${lines}PING\r\n`);
    arrived();
    for (let i = 0;; i++) {
      await send(conn, `UNSUB ${i % 10_000}\r\nSUB *.${i} ${i % 10_000}\r\n`);
      if (await Promise.race([pause(100).then(() => "on"), reading]) !== "on") return;
    }
  }),
  /** Begins with TLS, and never goes on. */
  tls: client(({ line }) => line, async (conn, arrived) => {
    await send(conn, new Uint8Array([22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3]));
    arrived();
    await drain(conn);
  }),
  /** Begins with a WebSocket, and never goes on. */
  websocket: client(({ ws }) => ws, async (conn, arrived) => {
    await send(conn, "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n");
    arrived();
    await drain(conn);
  }),
  slowHttp: drip(({ http }) => http, "GET /varz HTTP/1.1\r\n", "X-A: b\r\n"),
};
