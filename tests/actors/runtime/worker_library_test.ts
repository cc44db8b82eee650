import { assertEquals, assertStringIncludes } from "@std/assert";
import { within } from "../../_within.ts";
import { PATIENCE } from "./_threads/office.ts";

Deno.test("the library works unchanged in a Worker, and so does worker()", async () => {
  const thread = new Worker(new URL("./_threads/library.ts", import.meta.url), { type: "module" });
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  thread.onmessage = ({ data }) => resolve(data);
  thread.onerror = (event) => {
    event.preventDefault();
    reject(new Error(event.message));
  };
  try {
    assertEquals(await within(promise, "the Worker", PATIENCE), { count: 1, answer: "from two threads down" });
  } finally {
    thread.terminate();
  }
});

/** What a program prints that is run with some permissions. */
async function run(script: string, ...permissions: string[]): Promise<string> {
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-config", "--no-prompt", "--quiet", ...permissions, new URL(script, import.meta.url).href],
    env: { NO_COLOR: "1" },
  }).output();
  return new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
}

Deno.test("worker() needs leave to read what the thread imports, and says so", async () => {
  const output = await run("./_threads/two_threads.ts");
  assertStringIncludes(output, "imported");
  assertStringIncludes(output, "failed: ThreadError: The thread of ");
  assertStringIncludes(output, "was lost: Requires read access to");
});

Deno.test("worker() needs no other permission, and leaves the process free to end when its actors have", async () => {
  const root = new URL("../../../", import.meta.url).pathname;
  assertEquals(await run("./_threads/two_threads.ts", `--allow-read=${root}`), "imported\nanswer 1\nanswer 2\n");
});
