import { within } from "../_within.ts";

/** `serve` with nothing but the chat room, on free ports: first TCP, then UDP. */
export const CHAT: readonly string[] = ["serve", "--line=0", "--udp", "0", "--no-nats", "--no-http"];

/** How a server is started. */
export interface ServerOptions {
  /** The script; default `main.ts`. */
  readonly script?: URL;
  readonly args?: readonly string[];
  readonly permissions?: readonly string[];
  /** What stands before its command. */
  readonly command?: readonly string[];
  /** The most files that it may have open. */
  readonly descriptors?: number;
}

/** A server in a process of its own. Disposing it ends the process, whatever it does. */
export class ServerProcess implements AsyncDisposable {
  readonly stdout: Lines;
  readonly stderr: Lines;
  readonly #child: Deno.ChildProcess;

  /** Starts one, with `--allow-net` alone where nothing else is said. */
  constructor(options: ServerOptions = {}) {
    const { script = new URL("../../main.ts", import.meta.url), args = [], permissions = ["--allow-net"] } = options;
    const command = [
      ...options.command ?? [],
      Deno.execPath(),
      "run",
      "--quiet",
      "--no-prompt",
      ...permissions,
      script.href,
      ...args,
    ];
    const limited = ["bash", "-c", `ulimit -n ${options.descriptors}; exec "$@"`, "bash", ...command];
    const [program, ...rest] = options.descriptors === undefined ? command : limited;
    this.#child = new Deno.Command(program!, {
      args: rest,
      env: { NO_COLOR: "1" },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.stdout = new Lines(this.#child.stdout, "standard output");
    this.stderr = new Lines(this.#child.stderr, "standard error");
  }

  /** The port in the next line of its standard output, which must say that it listens. */
  async port(): Promise<number> {
    const line = await this.stdout.next().catch((error) => {
      throw new Error(`${error.message}\n${this.stderr.all.join("\n")}`);
    });
    const port = /^listening \w+ \w+:\/\/(?:127\.0\.0\.1|0\.0\.0\.0):(\d+)$/.exec(line)?.[1];
    if (port === undefined) throw new Error(`Wanted an address, got ${JSON.stringify(line)}`);
    return Number(port);
  }

  /** Asks it to stop. */
  signal(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  /** Types a line. */
  async type(line: string): Promise<void> {
    const writer = this.#child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(`${line}\n`));
    writer.releaseLock();
  }

  /** Its exit code, when it has ended by itself. */
  async code(): Promise<number> {
    return (await within(this.#child.status, "the end of the server")).code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended already.
    }
    await this.#child.status;
    await this.#child.stdin.close().catch(() => {});
    await Promise.all([this.stdout.done, this.stderr.done]);
  }
}

/** The lines of a stream: all that came, and those to be waited for. */
export class Lines {
  readonly all: string[] = [];
  /** Resolves at the end of the stream. */
  readonly done: Promise<void>;
  readonly #name: string;
  #next = 0;
  #ended = false;
  #changed = Promise.withResolvers<void>();

  constructor(stream: ReadableStream<Uint8Array>, name: string) {
    this.#name = name;
    this.done = this.#read(stream);
  }

  /** The next line. */
  next(): Promise<string> {
    return this.#until(() => this.#next < this.all.length ? this.all[this.#next++] : undefined, "a line");
  }

  /** The first line, now or later, that is like this. */
  like(pattern: RegExp): Promise<string> {
    return this.#until(() => this.all.find((line) => pattern.test(line)), `a line like ${pattern}`);
  }

  async #until<T>(look: () => T | undefined, what: string): Promise<T> {
    while (true) {
      const found = look();
      if (found !== undefined) return found;
      if (this.#ended) throw new Error(`Waited for ${what} on ${this.#name}, but it has ended: ${this.all.join("\n")}`);
      this.#changed = Promise.withResolvers();
      await within(this.#changed.promise, `${what} on ${this.#name}; there is\n${this.all.slice(-20).join("\n")}`);
    }
  }

  async #read(stream: ReadableStream<Uint8Array>): Promise<void> {
    let begun = "";
    for await (const text of stream.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>)) {
      const lines = (begun + text).split("\n");
      begun = lines.pop()!;
      this.all.push(...lines);
      this.#changed.resolve();
    }
    if (begun !== "") this.all.push(begun);
    this.#ended = true;
    this.#changed.resolve();
  }
}
