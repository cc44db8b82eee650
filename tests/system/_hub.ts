import { within } from "../_within.ts";
import { until } from "./_until.ts";

/** A leaf connection as the hub sees it. */
export interface HubLeaf {
  readonly account: string;
  readonly name?: string;
  readonly subscriptions: number;
  readonly subscriptions_list?: readonly string[];
}

/** A `nats-server` with a port for leaf nodes and monitoring. It can be killed and started again on the same ports. */
export class HubServer implements AsyncDisposable {
  port = -1;
  leafPort = -1;
  clusterPort = -1;
  #http = -1;
  #child: Deno.ChildProcess | undefined = undefined;
  #log = "";
  #reading: Promise<void> = Promise.resolve();
  readonly #config: string;
  readonly #leafnodes: string;
  readonly #directory = Deno.makeTempDirSync();

  private constructor(config: string, leafnodes: string) {
    this.#config = config;
    this.#leafnodes = leafnodes;
  }

  /** Starts one with the lines of a configuration, some of them for the block about leaf nodes. */
  static async start(config = "", leafnodes = ""): Promise<HubServer> {
    const hub = new HubServer(config, leafnodes);
    await hub.start();
    return hub;
  }

  /** Where leaf nodes dial. */
  get url(): string {
    return `nats://127.0.0.1:${this.leafPort}`;
  }

  /** Starts it, again where it was before. */
  async start(): Promise<void> {
    const file = `${this.#directory}/conf`;
    const lines = [
      `listen: "127.0.0.1:${this.port}"`,
      `http: "127.0.0.1:${this.#http}"`,
      `leafnodes { listen: "127.0.0.1:${this.leafPort}"\n${this.#leafnodes} }`,
      this.#config,
    ];
    await Deno.writeTextFile(file, lines.join("\n"));
    const args = ["-c", file];
    const child = new Deno.Command("nats-server", { args, stdin: "null", stdout: "null", stderr: "piped" }).spawn();
    const ready = Promise.withResolvers<void>();
    this.#log = "";
    this.#reading = (async () => {
      for await (const text of child.stderr.pipeThrough(new TextDecoderStream() as never)) {
        this.#log += text;
        const routes = !this.#config.includes("cluster {") || /Listening for route connections on/.test(this.#log);
        if (routes && /Server is ready/.test(this.#log)) ready.resolve();
      }
      ready.reject(new Error(`nats-server has ended:\n${this.#log}`));
    })();
    this.#child = child;
    await within(ready.promise, "the hub", 10_000);
    this.port = this.#listening("client connections");
    this.leafPort = this.#listening("leafnode connections");
    this.#http = this.#listening("http monitor|Starting http monitor");
    if (/route connections/.test(this.#log)) this.clusterPort = this.#listening("route connections");
  }

  /** Ends it: at once, or as an administrator would. */
  async stop(signal: Deno.Signal = "SIGKILL"): Promise<void> {
    this.#child?.kill(signal);
    await this.#child?.status;
    await this.#reading.catch(() => {});
    this.#child = undefined;
  }

  /** Sends it a signal. */
  signal(signal: Deno.Signal): void {
    this.#child!.kill(signal);
  }

  /** What it has said since it was started. */
  get log(): string {
    return this.#log;
  }

  /** A page of its monitoring. */
  async page(path: string): Promise<Record<string, unknown>> {
    const response = await fetch(`http://127.0.0.1:${this.#http}${path}`);
    return await response.json();
  }

  /** The leaf connections. */
  async leafs(): Promise<readonly HubLeaf[]> {
    const { leafs } = await this.page("/leafz?subs=1") as { leafs?: readonly HubLeaf[] | null };
    return leafs ?? [];
  }

  /** What leafs have asked for, but the subjects with which loops are found. */
  async interest(): Promise<readonly string[]> {
    const leafs = await this.leafs();
    return leafs.flatMap((leaf) => leaf.subscriptions_list ?? []).filter((each) => !each.startsWith("$LDS.")).sort();
  }

  /** Waits until leafs have asked for exactly this. */
  async knows(...subjects: string[]): Promise<void> {
    const wanted = subjects.sort().join(", ");
    let last = "";
    await until(
      async () => (last = (await this.interest()).join(", ")) === wanted,
      () => `the hub to know ${wanted}; it knows ${last}`,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child !== undefined) await this.stop();
    await Deno.remove(this.#directory, { recursive: true });
  }

  #listening(what: string): number {
    const port = new RegExp(`(?:${what}) on [^\\s]*:(\\d+)`).exec(this.#log)?.[1];
    if (port === undefined) throw new Error(`There is no port for ${what} in the log:\n${this.#log}`);
    return Number(port);
  }
}
