import { TextLineStream } from "@std/streams/text-line-stream";

/** The first line of standard input; from a terminal, asked for and not shown. */
export async function readHidden(question: string): Promise<string> {
  const terminal = Deno.stdin.isTerminal();
  if (terminal) {
    Deno.stderr.writeSync(new TextEncoder().encode(question));
    Deno.stdin.setRaw(true, { cbreak: true });
  }
  try {
    return terminal ? await typed() : await firstLine();
  } finally {
    if (terminal) {
      Deno.stdin.setRaw(false);
      Deno.stderr.writeSync(new Uint8Array([0x0a]));
    }
  }
}

async function firstLine(): Promise<string> {
  const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream()).getReader();
  const { value = "" } = await lines.read();
  await lines.cancel();
  return value;
}

const LINE_ENDS = [0x0a, 0x0d, 0x04];
const BACKWARDS = [0x08, 0x7f];

/** A terminal that shows nothing does not edit lines either. */
async function typed(): Promise<string> {
  const bytes: number[] = [];
  const buffer = new Uint8Array(256);
  for (let size; (size = await Deno.stdin.read(buffer)) !== null;) {
    for (const byte of buffer.subarray(0, size)) {
      if (LINE_ENDS.includes(byte)) return new TextDecoder().decode(new Uint8Array(bytes));
      if (!BACKWARDS.includes(byte)) bytes.push(byte);
      // A character may be several bytes; all but its first begin with the bits 10.
      else while ((bytes.pop()! & 0xc0) === 0x80);
    }
  }
  return new TextDecoder().decode(new Uint8Array(bytes));
}
