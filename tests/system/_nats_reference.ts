import { within } from "../_within.ts";

/** Whether the reference, Debian's `nats-server`, is installed. Where it is not, the comparisons with it are ignored. */
export const REFERENCE: boolean = await installed();

async function installed(): Promise<boolean> {
  try {
    const { stdout } = await new Deno.Command("nats-server", { args: ["--version"] }).output();
    const version = new TextDecoder().decode(stdout).trim();
    if (version.includes("2.9.")) return true;
    console.warn(`Cannot compare with ${version}: wanted nats-server 2.9, so those tests are ignored`);
  } catch {
    console.warn(
      "Cannot compare with nats-server: it is not installed (apt install nats-server), so those tests are ignored",
    );
  }
  return false;
}

/** A `nats-server` on a free port. Disposing it ends it. */
export class ReferenceServer implements AsyncDisposable {
  readonly port: number;
  readonly #child: Deno.ChildProcess;
  readonly #directory: string;

  private constructor(child: Deno.ChildProcess, directory: string, port: number) {
    this.#child = child;
    this.#directory = directory;
    this.port = port;
  }

  /** Starts one with the lines of a configuration. */
  static async start(config = ""): Promise<ReferenceServer> {
    const directory = await Deno.makeTempDir();
    await Deno.writeTextFile(`${directory}/conf`, `listen: "127.0.0.1:-1"\n${config}`);
    const child = new Deno.Command("nats-server", {
      args: ["-c", `${directory}/conf`],
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const port = Promise.withResolvers<number>();
    (async () => {
      let log = "";
      for await (const text of child.stderr.pipeThrough(new TextDecoderStream() as never)) {
        log += text;
        const found = /Listening for client connections on 127\.0\.0\.1:(\d+)/.exec(log)?.[1];
        if (found !== undefined) port.resolve(Number(found));
      }
      port.reject(new Error(`nats-server has ended:\n${log}`));
    })();
    return new ReferenceServer(child, directory, await within(port.promise, "nats-server", 5_000));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#child.status;
    await Deno.remove(this.#directory, { recursive: true });
  }
}
