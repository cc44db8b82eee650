/**
 * Says what it reads from standard input, a line each, and prints what it hears. Ends when either side does.
 * It talks to `chat_server.ts`, to Mailroom itself, and to anything else that speaks in lines.
 *
 *     deno run --allow-net=127.0.0.1 examples/chat_client.ts [PORT]
 */
import { TextLineStream } from "@std/streams/text-line-stream";

using conn = await Deno.connect({ hostname: "127.0.0.1", port: Number(Deno.args[0] ?? 9000) });

// At the end of the input only our half is closed, so that what is still on its way to us arrives.
Deno.stdin.readable.pipeTo(conn.writable, { preventClose: true }).then(() => conn.closeWrite()).catch(() => {});

const heard = conn.readable.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
for await (const line of heard) console.log(line);

// The input may be a terminal where nobody types any more: waiting for it would never end.
Deno.exit(0);
