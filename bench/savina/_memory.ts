/** What the process holds now, in bytes, after a full collection. Needs `--v8-flags=--expose-gc`. */
export function memoryNow(): { readonly heap: number; readonly rss: number } {
  const { gc } = globalThis as { gc?: () => void };
  if (gc === undefined) throw new Error("Cannot measure memory: gc is not exposed, wanted --v8-flags=--expose-gc");
  gc();
  gc();
  const { heapUsed, rss } = Deno.memoryUsage();
  return { heap: heapUsed, rss };
}
