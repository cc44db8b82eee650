/**
 * The command line: `deno run --allow-net main.ts serve`. See `--help`.
 *
 * @module
 */
import { run } from "./cli/run.ts";

export { run };

if (import.meta.main) Deno.exit(await run(Deno.args));
