/** Reads until what has come ends with `end`; for the start of a conversation only, as nothing may come after it. */
export async function readUntil(conn: Deno.Conn, end: string): Promise<void> {
  const buffer = new Uint8Array(4096);
  const decoder = new TextDecoder("latin1");
  let text = "";
  while (!text.endsWith(end)) {
    const size = await conn.read(buffer);
    if (size === null) {
      throw new Error(`Cannot join: closed after ${JSON.stringify(text)}, wanted ${JSON.stringify(end)}`);
    }
    text += decoder.decode(buffer.subarray(0, size));
  }
}
