/**
 * Prints where Deno should read JSR packages from, for `JSR_URL`.
 *
 * That is `JSR_URL` itself if it is set, else the public registry if it answers, else a directory of stand-ins for the
 * few packages that the project uses, laid out as the registry lays out its files.
 *
 * Imports nothing, as it runs before anything can be imported.
 *
 * @module
 */

/** The public registry. */
export const REGISTRY = "https://jsr.io/";

/** How long the registry may take to answer before the stand-ins are used, in milliseconds. */
const PROBE_TIMEOUT_MS = 1500;

/** The version that stand-ins claim: any that satisfies `^1`. */
const VERSION = "1.0.0";

/** Content of files by their path below the root of the tree. */
export type Tree = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

/** Whether the registry answers, and with what a registry says: a proxy's login page is not an answer. */
export async function registryAnswers(
  get: (url: string, init: RequestInit) => Promise<Response> = fetch,
  timeout: number = PROBE_TIMEOUT_MS,
): Promise<boolean> {
  try {
    const response = await get(`${REGISTRY}@std/assert/meta.json`, { signal: AbortSignal.timeout(timeout) });
    const meta = await response.json();
    return response.ok && meta.scope === "std" && meta.name === "assert";
  } catch {
    return false;
  }
}

/** Lays out the packages below `sources`, one folder each, as `@std` packages in a registry. */
export async function registryTree(sources: URL): Promise<Tree> {
  const tree = new Map<string, Uint8Array<ArrayBuffer>>();
  for await (const { name, isDirectory } of Deno.readDir(sources)) {
    if (isDirectory) await addPackage(tree, name, new URL(`${name}/`, sources));
  }
  return tree;
}

async function addPackage(tree: Map<string, Uint8Array<ArrayBuffer>>, name: string, sources: URL): Promise<void> {
  const manifest: Record<string, { size: number; checksum: string }> = {};
  const exports: Record<string, string> = {};
  const files = (await Array.fromAsync(Deno.readDir(sources), (entry) => entry.name)).sort();
  for (const file of files) {
    const content = await Deno.readFile(new URL(file, sources));
    tree.set(`@std/${name}/${VERSION}/${file}`, content);
    manifest[`/${file}`] = { size: content.length, checksum: `sha256-${await sha256(content)}` };
    if (!file.startsWith("_")) exports[exportName(file)] = `./${file}`;
  }
  const versions = { [VERSION]: {} };
  tree.set(`@std/${name}/meta.json`, json({ scope: "std", name, latest: VERSION, versions }));
  tree.set(`@std/${name}/${VERSION}_meta.json`, json({ manifest, exports }));
}

/** `mod.ts` is the package itself, `parse_args.ts` is its `parse-args`. */
function exportName(file: string): string {
  return file === "mod.ts" ? "." : `./${file.replace(/\.ts$/, "").replaceAll("_", "-")}`;
}

function json(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(value));
}

async function sha256(content: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", content)).toHex();
}

/**
 * Writes the tree to a directory in `temp` that is named after its content, and returns that directory.
 *
 * A directory that already holds this very content is used again. Runs at the same time do not disturb each other: each
 * writes its own directory and then tries to give it the name; who comes late, or finds the name taken by something
 * else, keeps to what is certainly intact.
 */
export async function writeTree(tree: Tree, temp: string): Promise<string> {
  const wanted = `${temp}/mailroom-jsr-${(await fingerprint(tree)).slice(0, 16)}`;
  if (await holds(wanted, tree)) return wanted;

  const own = await Deno.makeTempDir({ dir: temp, prefix: "mailroom-jsr-" });
  for (const [path, content] of tree) {
    await Deno.mkdir(`${own}/${path.slice(0, path.lastIndexOf("/"))}`, { recursive: true });
    await Deno.writeFile(`${own}/${path}`, content);
  }
  try {
    await Deno.rename(own, wanted);
    return wanted;
  } catch {
    if (!await holds(wanted, tree)) return own;
    await Deno.remove(own, { recursive: true });
    return wanted;
  }
}

function fingerprint(tree: Tree): Promise<string> {
  const parts: BlobPart[] = [];
  for (const path of [...tree.keys()].sort()) parts.push(`${path}\n`, tree.get(path)!, "\n");
  return new Blob(parts).bytes().then(sha256);
}

async function holds(directory: string, tree: Tree): Promise<boolean> {
  for (const [path, content] of tree) {
    const present = await Deno.readFile(`${directory}/${path}`).catch(() => undefined);
    if (present === undefined || present.length !== content.length) return false;
    if (present.some((byte, i) => byte !== content[i])) return false;
  }
  return true;
}

function tempDirectory(): Promise<string> {
  return Deno.realPath(Deno.env.get("TMPDIR") || Deno.env.get("TEMP") || Deno.env.get("TMP") || "/tmp");
}

function directoryUrl(path: string): string {
  const url = new URL("file:///");
  url.pathname = `${path.replaceAll("\\", "/").replaceAll("%", "%25")}/`;
  return url.href;
}

/** What to print: see the top of this file. */
async function jsrUrl(): Promise<string> {
  const set = Deno.env.get("JSR_URL");
  if (set) return set;
  if (await registryAnswers()) return REGISTRY;
  const tree = await registryTree(new URL("std/", import.meta.url));
  return directoryUrl(await writeTree(tree, await tempDirectory()));
}

if (import.meta.main) console.log(await jsrUrl());
