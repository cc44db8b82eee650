/**
 * Our server for the measurement of memory: for each line on standard input it collects its garbage and says so.
 *
 *     deno run --allow-net=127.0.0.1 --v8-flags=--expose-gc _idle_server.ts
 *
 * @module
 */
import { TextLineStream } from "@std/streams/text-line-stream";
import { startMailroom } from "../../server/mailroom.ts";

const { gc } = globalThis as { gc?: () => void };
const mailroom = await startMailroom({ line: { port: 0 } });
console.log(`listening line tcp://127.0.0.1:${mailroom.addresses.line!.port}`);
for await (const _ of Deno.stdin.readable.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream())) {
  gc?.();
  // What dies in the first collection may have kept other things alive.
  await new Promise((resolve) => setTimeout(resolve, 100));
  gc?.();
  console.log(JSON.stringify(Deno.memoryUsage()));
}
