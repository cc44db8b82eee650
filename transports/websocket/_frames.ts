/** The kinds of frames in RFC 6455. */
export const OPCODES = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** The longest payload of a control frame. */
export const MOST_CONTROL = 125;
/** The longest header that a server writes. */
export const MOST_HEADER = 10;

/** How many bytes the header of an unmasked frame takes. */
export function headerSize(length: number): number {
  if (length <= 125) return 2;
  return length <= 0xffff ? 4 : 10;
}

/** Writes the header of a whole unmasked frame to the beginning of `into`; returns its size. */
export function writeHeader(into: Uint8Array, opcode: number, length: number): number {
  into[0] = 0x80 | opcode;
  const size = headerSize(length);
  if (size === 2) into[1] = length;
  else {
    into[1] = size === 4 ? 126 : 127;
    let rest = length;
    for (let i = size - 1; i > 1; i--) {
      into[i] = rest % 256;
      rest = Math.floor(rest / 256);
    }
  }
  return size;
}

/** A whole unmasked frame. */
export function frame(opcode: number, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(headerSize(payload.length) + payload.length);
  bytes.set(payload, writeHeader(bytes, opcode, payload.length));
  return bytes;
}

/** A close frame that says why. */
export function closeFrame(code: number): Uint8Array<ArrayBuffer> {
  return frame(OPCODES.close, new Uint8Array([code >> 8, code & 0xff]));
}
