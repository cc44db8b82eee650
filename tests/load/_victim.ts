import { TextLineStream } from "@std/streams";
import type { MailroomOptions } from "../../mod.ts";
import { within } from "../_within.ts";

/** What a server says of itself. */
export interface Account {
  /** Resident memory now, and the most since the last time, in bytes. */
  readonly rss: number;
  readonly most: number;
  readonly actors: number;
  readonly counts: Readonly<Record<string, number>>;
}

/** A program of its own that says a line of JSON for each line that it is told. Disposing it ends it. */
export class Aside implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #lines: ReadableStreamDefaultReader<string>;

  /** Starts a script of this directory; a modest one leaves the processor to the others. */
  constructor(script: string, argument: unknown, modest = false) {
    const run = ["run", "--quiet", "--no-prompt", "--allow-net", new URL(script, import.meta.url).href];
    const command = [...modest ? ["nice", "-n", "19"] : [], Deno.execPath(), ...run, JSON.stringify(argument)];
    this.#child = new Deno.Command(command[0]!, {
      args: command.slice(1),
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#input = this.#child.stdin.getWriter();
    this.#lines = this.#child.stdout.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream()).getReader();
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** The next line. */
  async line(): Promise<string> {
    const { value, done } = await within(this.#lines.read(), "a line of a program", 60_000);
    if (done) throw new Error("A program has ended that was to say something");
    return value;
  }

  /** Asks, and waits for the answer. */
  // deno-lint-ignore no-explicit-any
  async ask(): Promise<any> {
    await this.#input.write(new TextEncoder().encode("\n"));
    return JSON.parse(await this.line());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#input.close().catch(() => {});
    await this.#lines.cancel();
    await this.#child.status;
  }
}

/** A server in a process of its own, for those who attack it. */
export class Victim implements AsyncDisposable {
  readonly #program: Aside;
  /** Its ports by the names of the listeners. */
  readonly ports: Readonly<Record<"line" | "udp" | "nats" | "ws" | "node" | "http", number>>;

  private constructor(program: Aside, ports: Victim["ports"]) {
    this.#program = program;
    this.ports = ports;
  }

  static async start(options: MailroomOptions): Promise<Victim> {
    const program = new Aside("./_hostile_server.ts", options);
    const addresses: Record<string, { port: number }> = JSON.parse(await program.line());
    const ports = Object.fromEntries(Object.entries(addresses).map(([name, { port }]) => [name, port]));
    return new Victim(program, ports as Victim["ports"]);
  }

  account(): Promise<Account> {
    return this.#program.ask();
  }

  get pid(): number {
    return this.#program.pid;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#program[Symbol.asyncDispose]();
  }
}
