import { assert, assertEquals, assertFalse, assertMatch, assertNotEquals } from "@std/assert";
import { registryAnswers, registryTree, type Tree, writeTree } from "../../tools/jsr.ts";

const program = new URL("../../tools/jsr.ts", import.meta.url);
const packages = new URL("../../tools/std/", import.meta.url);
const meta = { scope: "std", name: "assert", latest: "1.0.0", versions: { "1.0.0": {} } };

/** A directory that is gone at the end of the scope. */
async function tempDirectory(): Promise<{ path: string } & AsyncDisposable> {
  const path = await Deno.makeTempDir({ prefix: "mailroom-test-" });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/** A tree of one package with one file. */
function treeOf(text: string): Tree {
  return new Map([["@std/a/1.0.0/mod.ts", new TextEncoder().encode(text)]]);
}

function names(directory: string): string[] {
  return [...Deno.readDirSync(directory)].map((entry) => entry.name).sort();
}

/** What `deno run` of a file prints, with no `JSR_URL` but that in `env`. */
async function run(args: string[], env: Record<string, string>): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-config", "--no-prompt", ...args],
    env: { JSR_URL: "", NO_COLOR: "1", ...env },
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).trim();
}

Deno.test("registryAnswers() is true for what a registry says", async () => {
  assert(await registryAnswers(() => Promise.resolve(Response.json(meta))));
});

Deno.test("registryAnswers() asks for the description of a package", async () => {
  const asked: string[] = [];
  await registryAnswers((url) => {
    asked.push(url);
    return Promise.resolve(Response.json(meta));
  });
  assertEquals(asked.map((url) => new URL(url).pathname), ["/@std/assert/meta.json"]);
});

Deno.test("registryAnswers() is false for every other answer", async () => {
  const answers = [
    () => new Response("<html>Sign in</html>"),
    () => Response.json({ ...meta, name: "other" }),
    () => Response.json(meta, { status: 407 }),
    () => Response.json(null),
  ];
  for (const answer of answers) assertFalse(await registryAnswers(() => Promise.resolve(answer())), `${answer}`);
});

Deno.test("registryAnswers() is false without network, permission or patience", async () => {
  assertFalse(await registryAnswers(() => Promise.reject(new TypeError("error sending request"))));
  assertFalse(
    await registryAnswers(() => {
      throw new Deno.errors.NotCapable("Requires net access");
    }),
  );
  const silent = (_url: string, { signal }: RequestInit) =>
    new Promise<Response>((_resolve, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
  assertFalse(await registryAnswers(silent, 1));
});

Deno.test("registryTree() describes every package as a registry does", async () => {
  const tree = await registryTree(packages);
  for (const name of ["assert", "cli", "streams"]) {
    const { latest, versions, ...rest } = readJson(tree, `@std/${name}/meta.json`);
    assertEquals(rest, { scope: "std", name });
    assertMatch(latest, /^1\.\d+\.\d+$/);
    assertEquals(Object.keys(versions), [latest]);

    const { manifest, exports } = readJson(tree, `@std/${name}/${latest}_meta.json`);
    assertEquals(exports["."], "./mod.ts");
    for (const path of Object.values<string>(exports)) assert(path.slice(1) in manifest, `${path} is not listed`);
    for (const [path, { size, checksum }] of Object.entries<{ size: number; checksum: string }>(manifest)) {
      const content = tree.get(`@std/${name}/${latest}${path}`);
      assert(content);
      assertEquals(size, content.length);
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content)).toHex();
      assertEquals(checksum, `sha256-${digest}`);
    }
  }
});

Deno.test("registryTree() exports the public files of a package under their own names", async () => {
  const tree = await registryTree(packages);
  const { exports } = readJson(tree, "@std/cli/1.0.0_meta.json");
  assertEquals(exports, { ".": "./mod.ts", "./parse-args": "./parse_args.ts" });
  const streams = readJson(tree, "@std/streams/1.0.0_meta.json").exports;
  assertEquals(streams["./text-line-stream"], "./text_line_stream.ts");
});

// deno-lint-ignore no-explicit-any
function readJson(tree: Tree, path: string): any {
  const content = tree.get(path);
  assert(content, `${path} is missing`);
  return JSON.parse(new TextDecoder().decode(content));
}

Deno.test("writeTree() writes each content to one directory and uses that again", async () => {
  await using temp = await tempDirectory();
  const first = await writeTree(treeOf("a"), temp.path);
  assertEquals(await Deno.readTextFile(`${first}/@std/a/1.0.0/mod.ts`), "a");
  assertEquals(await writeTree(treeOf("a"), temp.path), first);
  assertEquals(names(temp.path).length, 1);
  assertNotEquals(await writeTree(treeOf("b"), temp.path), first);
});

Deno.test("writeTree() at the same time gives every caller an intact directory and leaves one", async () => {
  await using temp = await tempDirectory();
  const paths = await Promise.all(Array.from({ length: 8 }, () => writeTree(treeOf("a"), temp.path)));
  for (const path of paths) assertEquals(await Deno.readTextFile(`${path}/@std/a/1.0.0/mod.ts`), "a");
  assertEquals(new Set(paths).size, 1);
  assertEquals(names(temp.path).length, 1);
});

Deno.test("writeTree() does not use a directory that was tampered with", async () => {
  await using temp = await tempDirectory();
  const first = await writeTree(treeOf("a"), temp.path);
  await Deno.writeTextFile(`${first}/@std/a/1.0.0/mod.ts`, "b");
  const second = await writeTree(treeOf("a"), temp.path);
  assertNotEquals(second, first);
  assertEquals(await Deno.readTextFile(`${second}/@std/a/1.0.0/mod.ts`), "a");
});

Deno.test("tools/jsr.ts prints JSR_URL if that is set", async () => {
  assertEquals(await run(["--allow-env", program.href], { JSR_URL: "https://example.test/" }), "https://example.test/");
});

Deno.test("tools/jsr.ts without network prints a directory that Deno reads packages from", async () => {
  await using temp = await tempDirectory();
  const permissions = ["--allow-env", "--allow-read", "--allow-write"];
  const url = await run([...permissions, program.href], { TMPDIR: temp.path });
  assert(url.startsWith("file:///") && url.endsWith("/"), url);

  await Deno.writeTextFile(
    `${temp.path}/main.ts`,
    `import { assertEquals } from "jsr:@std/assert@^1";
     import { parseArgs } from "jsr:@std/cli@^1/parse-args";
     import { toText } from "jsr:@std/streams@^1";
     assertEquals(parseArgs(["x"])._, ["x"]);
     console.log(await toText(ReadableStream.from(["it ", "works"])));`,
  );
  const printed = await run([`${temp.path}/main.ts`], { JSR_URL: url, DENO_DIR: `${temp.path}/cache` });
  assertEquals(printed, "it works");
});
