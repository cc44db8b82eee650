import { assert, assertEquals, assertGreater } from "@std/assert";

const folder = new URL("../../examples/", import.meta.url);
const names: string[] = [];
for await (const { name } of Deno.readDir(folder)) {
  // A page is part of the example that serves it.
  if (name.endsWith(".ts")) names.push(name);
}

Deno.test("every example has a test", async () => {
  const tests: string[] = [];
  for await (const { name } of Deno.readDir(new URL("./", import.meta.url))) tests.push(name);
  assertGreater(names.length, 0);
  assertEquals(names.filter((name) => !tests.includes(name.replace(/\.ts$/, "_test.ts"))), []);
});

Deno.test("every example is under 80 lines, those of the chat under 60", async () => {
  for (const name of names) {
    const lines = (await Deno.readTextFile(new URL(name, folder))).trimEnd().split("\n").length;
    const limit = name.startsWith("chat_") ? 60 : 80;
    assert(lines < limit, `${name} has ${lines} lines, wanted fewer than ${limit}`);
  }
});
