import { compose } from "./_compose.ts";
import { readUntil } from "./_read_until.ts";
import { StrideCounter } from "./_stride_counter.ts";
import type { WireProtocol } from "./_wire_protocol.ts";
import { writeAll } from "./_write_all.ts";

const encoder = new TextEncoder();
const TOPIC = [0x00, 0x05, ...encoder.encode("bench")];
/** A clean session without a name, of level 4, that need not be kept alive. */
const CONNECT = [0x10, 12, 0x00, 0x04, ...encoder.encode("MQTT"), 0x04, 0x02, 0x00, 0x00, 0x00, 0x00];
const SUBSCRIBE = [0x82, 2 + TOPIC.length + 1, 0x00, 0x01, ...TOPIC, 0x00];

/** The start of a PUBLISH packet, with its length in groups of seven bits. */
function head(size: number): Uint8Array {
  const length: number[] = [];
  for (let rest = TOPIC.length + size; rest > 0 || length.length === 0; rest >>= 7) {
    length.push(rest & 0x7f | (rest > 0x7f ? 0x80 : 0));
  }
  return new Uint8Array([0x30, ...length, ...TOPIC]);
}

/** MQTT 3.1.1 with quality of service 0: what is sent arrives as it was. */
export const mqttWire: WireProtocol = {
  async join(conn, role) {
    await writeAll(conn, new Uint8Array(CONNECT));
    await readUntil(conn, "\x20\x02\x00\x00");
    if (role === "sender") return;
    await writeAll(conn, new Uint8Array(SUBSCRIBE));
    await readUntil(conn, "\x90\x03\x00\x01\x00");
  },
  compose: (count, size) => compose(count, size, () => head(size), new Uint8Array()),
  counter: (size, block) => new StrideCounter(head(size).length + size, block),
};
