import { TextLineStream } from "@std/streams/text-line-stream";
import { type Address, addressText, readAddress } from "../address.ts";
import { inTime } from "../client/in_time.ts";
import { type Colours, coloursFor, harmless, showsColours } from "../colours.ts";
import type { Command } from "../command.ts";
import { dial } from "../dial.ts";
import { openConnection } from "../open_connection.ts";
import { readArguments } from "../flags.ts";
import { GatheredWriter } from "../gathered_writer.ts";
import { helpText } from "../help.ts";
import { Interruption } from "../interruption.ts";
import { Output, OutputClosed } from "../output.ts";
import { CLIENT_TLS_FLAGS, clientTls } from "../tls_flags.ts";
import { UsageError } from "../usage_error.ts";
import { timed } from "./_flags.ts";
import { PATIENCE } from "./_with_client.ts";

const flags = {
  ...CLIENT_TLS_FLAGS,
  timeout: timed("how long the server may take to agree, and at the end to answer", PATIENCE),
};
const words = { usage: "[HOST:PORT | tls://HOST:PORT]", least: 0, most: 1 };

const encoder = new TextEncoder();

/** The port of the chat room. */
const PORT = 9000;

/** The longest line of a server, in bytes. */
const LONGEST = 1 << 20;

/** `chat`: standard input to the room, the room to standard output. */
export const chat: Command = {
  run: async (args) => {
    const given = readArguments(args, flags, words);
    const timeout = given.flags.timeout * 1_000;
    const { address, secure } = addressOf(given.words[0] ?? `127.0.0.1:${PORT}`);
    const tls = clientTls(given.flags) ?? (secure ? {} : undefined);
    using interruption = new Interruption();
    const { signal } = interruption;
    const where = addressText(address, tls === undefined ? "tcp" : "tls");
    using conn = await dial(where, { timeout, signal }, (signal) => openConnection(address, tls, signal));
    const output = new Output();
    const heard = hear(conn, output);
    const said = say(conn, signal);
    try {
      const first = await Promise.race([said, heard.then(() => "ended" as const)]);
      if (first === "said") await inTime(heard, timeout, "the last answers");
      else await heard;
      await output.flush();
      if (first !== "said") throw new Error(`${where} has ended the connection`);
    } catch (error) {
      if (!(error instanceof OutputClosed)) throw error;
    }
    return 0;
  },
  help: () =>
    helpText(
      `mailroom chat ${words.usage} [FLAGS]`,
      `Enters the chat room: what you type is said there. Without HOST:PORT, 127.0.0.1:${PORT}.`,
      flags,
    ),
};

function addressOf(word: string): { readonly address: Address; readonly secure: boolean } {
  for (const scheme of ["tcp", "tls"]) {
    const address = readAddress(word, scheme, PORT);
    if (address !== undefined) return { address, secure: scheme === "tls" };
  }
  throw new UsageError(`Cannot use the address ${JSON.stringify(word)}: wanted HOST:PORT or tls://HOST:PORT`);
}

/** Says what is typed, until nothing more is, the signal comes, or it was `/quit`. Then the server knows that it was all. */
async function say(conn: Deno.Conn, signal: AbortSignal): Promise<"said" | "lost"> {
  const writer = new GatheredWriter(conn);
  const stopped = new Promise<{ done: true; value: undefined }>((resolve) => {
    signal.addEventListener("abort", () => resolve({ done: true, value: undefined }));
  });
  const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream()).getReader();
  try {
    while (true) {
      const { value: line } = await Promise.race([lines.read(), stopped]);
      if (line === undefined) break;
      writer.write(encoder.encode(`${line}\n`));
      await writer.ready();
      if (line === "/quit") break;
    }
    await writer.flush();
    await conn.closeWrite();
    return "said";
  } catch {
    // The server is gone; what it has said last says why.
    return "lost";
  }
}

/** Prints what is said, until the server ends the connection. */
async function hear(conn: Deno.Conn, output: Output): Promise<void> {
  const colours = coloursFor(showsColours());
  const safe = Deno.stdout.isTerminal() ? harmless : (text: string) => text;
  const lines = conn.readable.pipeThrough(bounded()).pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream());
  try {
    for await (const line of lines) await output.write(`${marked(safe(line), colours)}\n`);
  } catch (error) {
    if (!(error instanceof Deno.errors.ConnectionReset)) throw error;
  }
}

/** News and refusals look like what they are. */
function marked(line: string, colours: Colours): string {
  if (line.startsWith("* ")) return colours.faint(line);
  return line.startsWith("! ") ? colours.bad(line) : line;
}

/** Lets lines pass that are not too long. */
function bounded(): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let length = 0;
  return new TransformStream({
    transform(chunk, controller) {
      const end = chunk.lastIndexOf(0x0a);
      length = end < 0 ? length + chunk.length : chunk.length - end - 1;
      if (length > LONGEST) throw new Error(`Cannot take a line of ${length} bytes: wanted at most ${LONGEST}`);
      controller.enqueue(chunk);
    },
  });
}
