/** No server takes more in one message, in bytes. */
const MOST = 64 << 20;

/** The payload that a word means: its text; for `-`, all of standard input; nothing where there is none. */
export async function payloadOf(word: string | undefined): Promise<Uint8Array> {
  return word === "-" ? await readAll() : new TextEncoder().encode(word ?? "");
}

async function readAll(): Promise<Uint8Array> {
  let bytes = new Uint8Array(64 << 10);
  let length = 0;
  while (true) {
    if (length === bytes.length) {
      const grown = new Uint8Array(length * 2);
      grown.set(bytes);
      bytes = grown;
    }
    const size = await Deno.stdin.read(bytes.subarray(length));
    if (size === null) return bytes.subarray(0, length);
    length += size;
    if (length > MOST) throw new Error(`Cannot take all of standard input: wanted at most ${MOST} bytes`);
  }
}
