import { TextLineStream } from "@std/streams/text-line-stream";
import type { LatencyJob, LatencyOutcome } from "./_latency.ts";
import type { AnyJob, Job, Outcome } from "./_load.ts";
import type { RequestsJob, RequestsOutcome } from "./_requests.ts";

/** Milliseconds that a server has to say where it listens. */
const START = 20_000;

/** A process of the measurement, kept on one core where that is possible, that talks in lines. Disposing it ends it. */
class Process implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #lines: ReadableStreamDefaultReader<string>;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;

  constructor(command: readonly string[], core: number | undefined) {
    const [program, ...args] = core === undefined ? command : ["taskset", "-c", String(core), ...command];
    const child = new Deno.Command(program!, { args, stdin: "piped", stdout: "piped", stderr: "inherit" }).spawn();
    this.#child = child;
    this.#input = child.stdin.getWriter();
    this.#lines = child.stdout.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream()).getReader();
  }

  get pid(): number {
    return this.#child.pid;
  }

  signal(name: "SIGSTOP" | "SIGCONT"): void {
    this.#child.kill(name);
  }

  async say(line: string): Promise<void> {
    await this.#input.write(new TextEncoder().encode(`${line}\n`));
  }

  /** The next line that it prints. */
  async hear(): Promise<string> {
    const { value } = await this.#lines.read();
    if (value === undefined) throw new Error("Cannot go on: a process has ended before its time");
    return value;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // It has ended already.
    }
    await this.#child.status;
    await Promise.all([this.#lines.cancel(), this.#input.abort()].map((end) => end.catch(() => {})));
  }
}

/** A server in a process of its own. */
export class Server implements AsyncDisposable {
  readonly #process: Process;
  /** Where it listens on 127.0.0.1. */
  readonly port: number;

  private constructor(process: Process, port: number) {
    this.#process = process;
    this.port = port;
  }

  /** Starts it, and waits until it has printed `listening PROTOCOL tcp://HOST:PORT`. */
  static async start(command: readonly string[], protocol: string, core: number | undefined): Promise<Server> {
    const process = new Process(command, core);
    const timer = setTimeout(() => process[Symbol.asyncDispose](), START);
    try {
      let line = "";
      while (!line.startsWith(`listening ${protocol} tcp://`)) line = await process.hear();
      return new Server(process, Number(line.slice(line.lastIndexOf(":") + 1)));
    } catch (error) {
      await process[Symbol.asyncDispose]();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Starts one that does not say when it listens on `port`, and waits until it does. */
  static async startOn(port: number, command: readonly string[], core: number | undefined): Promise<Server> {
    const process = new Process(command, core);
    const end = performance.now() + START;
    for (;;) {
      try {
        (await Deno.connect({ hostname: "127.0.0.1", port })).close();
        return new Server(process, port);
      } catch (error) {
        if (performance.now() > end || !(error instanceof Deno.errors.ConnectionRefused)) {
          await process[Symbol.asyncDispose]();
          throw error;
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  }

  /** Holds it still, so that it cannot take time from others. */
  pause(): void {
    this.#process.signal("SIGSTOP");
  }

  /** Lets it go on. */
  resume(): void {
    this.#process.signal("SIGCONT");
  }

  /** Says a line to it and returns what it answers. */
  async ask(line: string): Promise<string> {
    await this.#process.say(line);
    return await this.#process.hear();
  }

  /** Processor time that all its threads have used, in seconds; `undefined` where the system does not tell. */
  async cpu(): Promise<number | undefined> {
    const tasks = `/proc/${this.#process.pid}/task`;
    try {
      let nanoseconds = 0;
      for await (const { name } of Deno.readDir(tasks)) {
        // A thread may end while they are listed.
        const stat = await Deno.readTextFile(`${tasks}/${name}/schedstat`).catch(() => "0");
        nanoseconds += Number(stat.split(" ", 1)[0]);
      }
      return nanoseconds / 1e9;
    } catch {
      return undefined;
    }
  }

  /** Resident memory in bytes. Throws where the system does not tell. */
  async memory(): Promise<number> {
    const status = await Deno.readTextFile(`/proc/${this.#process.pid}/status`);
    return Number(/^VmRSS:\s*(\d+) kB$/m.exec(status)![1]) * 1024;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#process[Symbol.asyncDispose]();
  }
}

/** The load generator in a process of its own, for any number of jobs. */
export class Load implements AsyncDisposable {
  readonly #process: Process;

  /** Starts it. */
  constructor(core: number | undefined) {
    const script = new URL("_load.ts", import.meta.url).pathname;
    this.#process = new Process([Deno.execPath(), "run", "--allow-net=127.0.0.1", script], core);
  }

  /** Does one job. Rejects when it could not be done. */
  run(job: Job): Promise<Outcome>;
  run(job: RequestsJob): Promise<RequestsOutcome>;
  run(job: LatencyJob): Promise<LatencyOutcome>;
  async run(job: AnyJob): Promise<unknown> {
    await this.#process.say(JSON.stringify(job));
    const answer: object = JSON.parse(await this.#process.hear());
    if ("failed" in answer) throw new Error(String(answer.failed));
    return answer;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#process[Symbol.asyncDispose]();
  }
}
