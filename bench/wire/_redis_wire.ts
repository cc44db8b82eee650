import { compose } from "./_compose.ts";
import { readUntil } from "./_read_until.ts";
import { StrideCounter } from "./_stride_counter.ts";
import type { WireProtocol } from "./_wire_protocol.ts";
import { writeAll } from "./_write_all.ts";

const encoder = new TextEncoder();
const LINE_END = encoder.encode("\r\n");

/** A packet of three strings, the last one without its bytes. */
function head(verb: string, size: number): Uint8Array {
  return encoder.encode(`*3\r\n$${verb.length}\r\n${verb}\r\n$5\r\nbench\r\n$${size}\r\n`);
}

/** Publish and subscribe of Redis, which answers whoever publishes. */
export const redisWire: WireProtocol = {
  speaks: true,
  async join(conn, role) {
    if (role === "sender") return;
    await writeAll(conn, encoder.encode("*2\r\n$9\r\nSUBSCRIBE\r\n$5\r\nbench\r\n"));
    await readUntil(conn, ":1\r\n");
  },
  compose: (count, size) => compose(count, size, () => head("PUBLISH", size), LINE_END),
  counter(size, block) {
    const delivered = (count: number) => compose(count, size, () => head("message", size), LINE_END);
    const length = delivered(1).length;
    // Both verbs have seven letters.
    return new StrideCounter(length, block && delivered(block.length / length));
  },
};
