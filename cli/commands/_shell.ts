/** What a command has printed, or why there is nothing to show. */
export type Outcome =
  | { readonly type: "printed"; readonly bytes: Uint8Array }
  | { readonly type: "failed"; readonly reason: string };

const SHELL: readonly string[] = Deno.build.os === "windows" ? ["cmd", "/d", "/s", "/c"] : ["sh", "-c"];

/**
 * Makes sure that commands may be run.
 *
 * @throws {Error} that says which permission is wanted
 */
export async function needShell(): Promise<void> {
  const { state } = await Deno.permissions.request({ name: "run", command: SHELL[0]! });
  if (state !== "granted") throw new Error("Cannot run commands: wanted the permission --allow-run");
}

/**
 * Runs a command in the shell with `input` as its standard input; its standard error is ours.
 *
 * @param most how much it may print, in bytes; more ends it
 */
export async function runInShell(command: string, input: Uint8Array, most: number): Promise<Outcome> {
  const [shell, ...args] = SHELL;
  const child = new Deno.Command(shell!, {
    args: [...args, command],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  // A command need not read what it is given.
  const fed = feed(child.stdin, input).catch(() => {});
  const bytes = await collect(child.stdout, most);
  if (bytes === undefined) kill(child);
  const { success, code } = await child.status;
  await fed;
  if (bytes === undefined) return { type: "failed", reason: `the command prints more than ${most} bytes` };
  return success ? { type: "printed", bytes } : { type: "failed", reason: `the command exits with ${code}` };
}

async function feed(stdin: WritableStream<Uint8Array>, input: Uint8Array): Promise<void> {
  const writer = stdin.getWriter();
  try {
    await writer.write(input);
  } finally {
    await writer.close();
  }
}

/** All of a stream, or nothing when it is too much. */
async function collect(stream: ReadableStream<Uint8Array>, most: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > most) return undefined;
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function kill(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch {
    // It has ended already.
  }
}
