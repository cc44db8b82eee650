/** A server that is measured: ours or one of its peers. */
export interface Arm {
  readonly name: string;
  readonly command: readonly string[];
}

const ROOM = new URL("node_room.mjs", import.meta.url).pathname;
const MAIN = new URL("../../main.ts", import.meta.url).pathname;

/** Our server, and the same room written with node:net in Deno and, where it is installed, in Node. */
export async function lineArms(): Promise<readonly [ours: Arm, ...peers: Arm[]]> {
  const deno = [Deno.execPath(), "run", "--allow-net=127.0.0.1"];
  const ours: Arm = {
    name: "ours",
    command: [...deno, MAIN, "serve", "--line=0", "--no-udp", "--no-nats", "--no-http"],
  };
  const inDeno: Arm = { name: "node:net in Deno", command: [...deno, ROOM] };
  const node = await nodeVersion();
  if (node === undefined) return [ours, inDeno];
  return [ours, inDeno, { name: `node:net in Node ${node}`, command: ["node", ROOM] }];
}

async function nodeVersion(): Promise<string | undefined> {
  try {
    const { stdout } = await new Deno.Command("node", { args: ["--version"] }).output();
    return new TextDecoder().decode(stdout).trim().replace(/^v/, "");
  } catch {
    return undefined;
  }
}
