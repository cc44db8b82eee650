import { GatheredWriter } from "./gathered_writer.ts";

const encoder = new TextEncoder();

/** Standard output has been closed: whoever reads it has had enough. */
export class OutputClosed extends Error {
  override readonly name = "OutputClosed";
}

/** Standard output, written as fast as it is read. */
export class Output {
  readonly #writer = new GatheredWriter(Deno.stdout);

  /** Writes a text or bytes; resolves when there is room for more. */
  async write(data: string | Uint8Array): Promise<void> {
    this.#writer.write(typeof data === "string" ? encoder.encode(data) : data);
    await this.#writer.ready().catch(closed);
  }

  /** Resolves when all is written. */
  async flush(): Promise<void> {
    await this.#writer.flush().catch(closed);
  }
}

function closed(error: unknown): never {
  if (error instanceof Deno.errors.BrokenPipe) {
    throw new OutputClosed("Cannot write to standard output: it is closed", { cause: error });
  }
  throw error;
}

/** Writes a line on standard error. One that nobody reads any more must not end the program. */
export function note(text: string): void {
  try {
    Deno.stderr.writeSync(encoder.encode(`${text}\n`));
  } catch {
    // There is nowhere left to say so.
  }
}
