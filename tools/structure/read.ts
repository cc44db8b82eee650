import type { SourceFile } from "./scan.ts";

/** Folders that hold no source of the project's. */
const skipped = new Set(["node_modules", "coverage"]);

/** Every TypeScript file below `root`, in the order of their paths. */
export async function readSources(root: URL): Promise<SourceFile[]> {
  const paths: string[] = [];
  await collect(root, "", paths);
  return await Promise.all(
    paths.sort().map(async (path) => ({ path, text: await Deno.readTextFile(new URL(path, root)) })),
  );
}

async function collect(root: URL, folder: string, paths: string[]): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, root))) {
    if (name.startsWith(".") || skipped.has(name)) continue;
    if (isDirectory) await collect(root, `${folder}${name}/`, paths);
    else if (name.endsWith(".ts")) paths.push(folder + name);
  }
}
