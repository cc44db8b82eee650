/** What the process takes of its machine. */
export function hostFigures(): { readonly memory: number; readonly cores: number } {
  return { memory: Deno.memoryUsage().rss, cores: navigator.hardwareConcurrency };
}
