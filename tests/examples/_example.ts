import { TextLineStream } from "@std/streams/text-line-stream";
import { within } from "./_within.ts";

/** How an example is run. */
export interface ExampleOptions {
  /** Its flags for permissions, such as `--allow-net=127.0.0.1`; it gets no others. */
  readonly permissions?: readonly string[];
  /** Its arguments. */
  readonly args?: readonly string[];
  /** Whether what it says on standard error is left out of the test's output, because it is meant to fail. */
  readonly quiet?: boolean;
}

const encoder = new TextEncoder();

/** An example that runs in a process of its own. Disposing it ends the process. */
export class Example implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #lines: ReadableStreamDefaultReader<string>;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;

  /** Starts `examples/NAME`. */
  constructor(name: string, { permissions = [], args = [], quiet = false }: ExampleOptions = {}) {
    const script = new URL(`../../examples/${name}`, import.meta.url).href;
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-prompt", ...permissions, script, ...args],
      env: { NO_COLOR: "1" },
      stdin: "piped",
      stdout: "piped",
      stderr: quiet ? "null" : "inherit",
    }).spawn();
    this.#lines = this.#child.stdout.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream()).getReader();
    this.#input = this.#child.stdin.getWriter();
  }

  /** The next line that it prints; `undefined` when it prints no more. */
  async line(): Promise<string | undefined> {
    return (await within(this.#lines.read(), "a line of the example")).value;
  }

  /** All further lines, to the end of its output. */
  async lines(): Promise<string[]> {
    const lines: string[] = [];
    for (let line = await this.line(); line !== undefined; line = await this.line()) lines.push(line);
    return lines;
  }

  /** The port in the next line, which must be `listening TRANSPORT://127.0.0.1:PORT`. */
  async port(): Promise<number> {
    const line = await this.line();
    const port = /^listening (?:tcp|udp):\/\/127\.0\.0\.1:(\d+)$/.exec(line ?? "")?.[1];
    if (port === undefined) throw new Error(`Expected an address, got ${JSON.stringify(line)}`);
    return Number(port);
  }

  /** Types into its standard input. */
  async type(text: string): Promise<void> {
    await this.#input.write(encoder.encode(text));
  }

  /** Ends its standard input. */
  async endInput(): Promise<void> {
    await this.#input.close();
  }

  /** Resolves with its exit code when it has ended by itself. */
  async code(): Promise<number> {
    return (await within(this.#child.status, "the end of the example")).code;
  }

  /** Ends the process, if it has not ended, and gives back what it held. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGTERM");
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
    await this.#child.status;
    await this.#lines.cancel();
    await this.#input.abort().catch(() => {});
  }
}
