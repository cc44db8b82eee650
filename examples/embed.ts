/**
 * The whole server inside another program: the program hears what clients say, speaks to them, and ends in order.
 *
 *     deno run --allow-net=127.0.0.1 examples/embed.ts
 */
import { startMailroom } from "@mailroom/mailroom";

const text = new TextDecoder();

// Leaving the block shuts the server down: it stops accepting, sends what is queued, closes its connections.
await using mailroom = await startMailroom({ line: { port: 0, greeting: "Welcome!" }, udp: { port: 0 } });

// A subscriber inside the program. `>` stands for the rest of a subject, so this hears every room.
using _ears = mailroom.subscribe("room.>", ({ subject, payload }) => {
  console.log(`the program hears on ${subject}: ${text.decode(payload)}`);
});

// A client like any other, over a real socket.
using client = await Deno.connect({ hostname: "127.0.0.1", port: mailroom.addresses.line!.port });
const heard = client.readable.pipeThrough(new TextDecoderStream()).getReader();
console.log(`the client hears: ${(await heard.read()).value?.trim()}`);

// The program speaks in a room by publishing on its subject.
mailroom.publish("room.lobby", "hello from the program");
console.log(`the client hears: ${(await heard.read()).value?.trim()}`);

// Once the answer to a command is back, what the client said before has been routed.
await client.write(new TextEncoder().encode("hello from the client\n/rooms\n"));
console.log(`the client hears: ${(await heard.read()).value?.trim()}`);

console.log(`counted: ${mailroom.counts().connections_opened} connection`);
