/** The parts of a client's frame. What is left out is as it should be. */
export interface ClientFrame {
  readonly opcode: number;
  readonly payload?: Uint8Array;
  readonly fin?: boolean;
  /** The reserved bits, from 0 to 7. */
  readonly reserved?: number;
  /** Four bytes; `null` for none. */
  readonly mask?: Uint8Array | null;
  /** How many bytes the length takes beside its seven bits: 0, 2 or 8. */
  readonly lengthBytes?: number;
}

const MASK = new Uint8Array([0x9e, 0x01, 0x77, 0xc3]);

/** A frame as a client sends it. */
export function clientFrame(frame: ClientFrame): Uint8Array<ArrayBuffer> {
  const { opcode, payload = new Uint8Array(0), fin = true, reserved = 0, mask = MASK } = frame;
  const { length } = payload;
  const lengthBytes = frame.lengthBytes ?? (length <= 125 ? 0 : length <= 0xffff ? 2 : 8);
  const size = 2 + lengthBytes + (mask === null ? 0 : 4);
  const bytes = new Uint8Array(size + length);
  bytes[0] = (fin ? 0x80 : 0) | reserved << 4 | opcode;
  bytes[1] = (mask === null ? 0 : 0x80) | (lengthBytes === 0 ? length : lengthBytes === 2 ? 126 : 127);
  for (let i = 0, rest = length; i < lengthBytes; i++, rest = Math.floor(rest / 256)) {
    bytes[1 + lengthBytes - i] = rest % 256;
  }
  if (mask !== null) bytes.set(mask, size - 4);
  for (let i = 0; i < length; i++) bytes[size + i] = payload[i]! ^ (mask === null ? 0 : mask[i & 3]!);
  return bytes;
}

/** One frame of a server, read by the letter of the specification. */
export interface ServerFrame {
  readonly opcode: number;
  readonly payload: Uint8Array;
}

/** The frames of a server; throws where they are not whole, masked, in parts or not as short as they can be. */
export function serverFrames(bytes: Uint8Array): ServerFrame[] {
  const frames: ServerFrame[] = [];
  for (let at = 0; at < bytes.length;) {
    const [first = 0, second = 0] = bytes.subarray(at, at + 2);
    if ((first & 0xf0) !== 0x80) throw new Error(`A frame begins with ${first}`);
    if (second >= 0x80) throw new Error("A frame of a server is masked");
    const lengthBytes = second === 126 ? 2 : second === 127 ? 8 : 0;
    let length = second;
    if (lengthBytes > 0) {
      length = bytes.subarray(at + 2, at + 2 + lengthBytes).reduce((sum, byte) => sum * 256 + byte, 0);
    }
    if (lengthBytes > 0 && length <= (lengthBytes === 2 ? 125 : 0xffff)) {
      throw new Error(`A length of ${length} is long`);
    }
    const start = at + 2 + lengthBytes;
    if (bytes.length < start + length) throw new Error("A frame is not whole");
    frames.push({ opcode: first & 15, payload: bytes.slice(start, start + length) });
    at = start + length;
  }
  return frames;
}

/** Bytes in one piece. */
export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
