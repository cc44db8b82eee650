import { TextLineStream } from "@std/streams/text-line-stream";
import { within } from "./_within.ts";

const encoder = new TextEncoder();

/** A TCP client that speaks in lines. */
export class LineClient implements AsyncDisposable {
  readonly #conn: Deno.TcpConn;
  readonly #lines: ReadableStreamDefaultReader<string>;

  private constructor(conn: Deno.TcpConn) {
    this.#conn = conn;
    this.#lines = conn.readable.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream()).getReader();
  }

  /** Connects to a port of this machine. */
  static async dial(port: number): Promise<LineClient> {
    return new LineClient(await Deno.connect({ hostname: "127.0.0.1", port }));
  }

  /** Sends a text as it is. */
  async send(text: string): Promise<void> {
    await this.#conn.write(encoder.encode(text));
  }

  /** The next line without its end; `undefined` when the server has closed the connection. */
  async line(): Promise<string | undefined> {
    return (await within(this.#lines.read(), "a line from the server")).value;
  }

  /** Closes the connection. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lines.cancel();
    try {
      this.#conn.close();
    } catch (error) {
      // The stream has closed it already, where it was read to its end.
      if (!(error instanceof Deno.errors.BadResource)) throw error;
    }
  }
}
