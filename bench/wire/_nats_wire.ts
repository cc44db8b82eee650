import { compose } from "./_compose.ts";
import { readUntil } from "./_read_until.ts";
import { StrideCounter } from "./_stride_counter.ts";
import type { WireProtocol } from "./_wire_protocol.ts";
import { writeAll } from "./_write_all.ts";

const encoder = new TextEncoder();
const LINE_END = encoder.encode("\r\n");

/** What a client says first; the server has taken it all when its `PONG` is back. */
export async function joinNats(conn: Deno.Conn, ...commands: readonly string[]): Promise<void> {
  const hello = 'CONNECT {"verbose":false,"pedantic":false,"lang":"bench","version":"1","protocol":1}';
  await writeAll(conn, encoder.encode([hello, ...commands, "PING", ""].join("\r\n")));
  await readUntil(conn, "PONG\r\n");
}

/** The NATS client protocol, on one subject or on several in turn, heard by one subscription or by one for each. */
export function natsWire({ subjects = 1, wildcard = false } = {}): WireProtocol {
  // All of one length, so that all deliveries are.
  const number = (index: number) => 1000 + index % subjects;
  const subject = (index: number) => `bench.${number(index)}`;
  const subscriptions = wildcard
    ? ["SUB bench.* 1000"]
    : Array.from({ length: subjects }, (_, index) => `SUB ${subject(index)} ${number(index)}`);
  const delivered = (count: number, size: number) =>
    compose(
      count,
      size,
      (index) => encoder.encode(`MSG ${subject(index)} ${wildcard ? 1000 : number(index)} ${size}\r\n`),
      LINE_END,
    );
  const sent = (count: number, size: number) =>
    compose(count, size, (index) => encoder.encode(`PUB ${subject(index)} ${size}\r\n`), LINE_END);
  return {
    period: subjects,
    speaks: true,
    join: (conn, role) => joinNats(conn, ...(role === "receiver" ? subscriptions : [])),
    compose: sent,
    counter(size, block) {
      const expected = block && delivered(block.length / sent(1, size).length, size);
      return new StrideCounter(delivered(1, size).length, expected);
    },
  };
}
