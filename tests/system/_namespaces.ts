/** Whether this process may make network namespaces. */
export const namespaces: boolean = await (async () => {
  const name = `mailroom-try-${Deno.pid}`;
  try {
    await ip("netns", "add", name);
    await ip("netns", "del", name);
    return true;
  } catch {
    return false;
  }
})();

/** Two hosts that are namespaces, with a cable between them that can be cut, and one from here to each. */
export class TwoHosts implements AsyncDisposable {
  readonly #names: readonly [string, string];
  readonly #net = `10.${77 + Deno.pid % 100}`;

  private constructor() {
    this.#names = [`mailroom-a-${Deno.pid}`, `mailroom-b-${Deno.pid}`];
  }

  static async make(): Promise<TwoHosts> {
    const hosts = new TwoHosts();
    const [a, b] = hosts.#names;
    const id = Deno.pid % 100_000;
    for (const [index, name] of hosts.#names.entries()) {
      await ip("netns", "add", name);
      await ip("-n", name, "link", "set", "lo", "up");
      // What other nodes dial is there also when the cable is cut.
      await ip("-n", name, "addr", "add", `${hosts.address(index)}/32`, "dev", "lo");
      const [here, there] = [`mr${index}h${id}`, `mr${index}t${id}`];
      await ip("link", "add", here, "type", "veth", "peer", "name", there, "netns", name);
      await ip("addr", "add", `${hosts.#net}.${4 + index}.1/30`, "dev", here);
      await ip("-n", name, "addr", "add", `${hosts.#net}.${4 + index}.2/30`, "dev", there);
      await ip("link", "set", here, "up");
      await ip("-n", name, "link", "set", there, "up");
    }
    await ip("-n", a, "link", "add", "cable", "type", "veth", "peer", "name", "cable", "netns", b);
    await ip("-n", a, "addr", "add", `${hosts.#net}.3.1/30`, "dev", "cable");
    await ip("-n", b, "addr", "add", `${hosts.#net}.3.2/30`, "dev", "cable");
    await hosts.heal();
    return hosts;
  }

  /** Where a host's nodes are dialled by those of the other. */
  address(host: number): string {
    return `${this.#net}.1.${1 + host}`;
  }

  /** Where a host is reached from here. */
  front(host: number): string {
    return `${this.#net}.${4 + host}.2`;
  }

  /** What to put before a command that is to run there. */
  command(host: number): readonly string[] {
    return ["ip", "netns", "exec", this.#names[host]!];
  }

  async cut(): Promise<void> {
    for (const name of this.#names) await ip("-n", name, "link", "set", "cable", "down");
  }

  async heal(): Promise<void> {
    for (const name of this.#names) await ip("-n", name, "link", "set", "cable", "up");
    for (const [index, name] of this.#names.entries()) {
      const over = `${this.#net}.3.${2 - index}`;
      await ip(
        "-n",
        name,
        "route",
        "replace",
        `${this.address(1 - index)}/32`,
        "via",
        over,
        "src",
        this.address(index),
      );
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const name of this.#names) await ip("netns", "del", name).catch(() => {});
  }
}

async function ip(...args: string[]): Promise<void> {
  const { code, stderr } = await new Deno.Command("ip", { args, stdout: "null", stderr: "piped" }).output();
  if (code !== 0) throw new Error(`ip ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
}
