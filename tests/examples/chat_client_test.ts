import { assertEquals } from "@std/assert";
import { startMailroom } from "@mailroom/mailroom";
import { Example } from "./_example.ts";

function chatClient(port: number): Example {
  return new Example("chat_client.ts", { permissions: [`--allow-net=127.0.0.1:${port}`], args: [String(port)] });
}

Deno.test("chat_client.ts talks to another of its kind through chat_server.ts", async () => {
  await using server = new Example("chat_server.ts", { permissions: ["--allow-net=127.0.0.1"], args: ["0"] });
  const port = await server.port();
  await using ada = chatClient(port);
  assertEquals(await ada.line(), "Welcome! Others here: 0");
  await using bob = chatClient(port);
  assertEquals(await bob.line(), "Welcome! Others here: 1");
  assertEquals(await ada.line(), "* somebody came");
  await ada.type("hello, bob\n");
  assertEquals(await bob.line(), "hello, bob");
  await bob.type("hello, ada\n");
  assertEquals(await ada.line(), "hello, ada");
});

Deno.test("chat_client.ts ends when its input does, after it has heard all that was for it", async () => {
  await using mailroom = await startMailroom({ line: { port: 0, greeting: "Welcome!" } });
  await using client = chatClient(mailroom.addresses.line!.port);
  assertEquals(await client.line(), "Welcome!");
  await client.type("/nick ada\n");
  await client.endInput();
  assertEquals(await client.lines(), ["* you are ada"]);
  assertEquals(await client.code(), 0);
});

Deno.test("chat_client.ts ends when the server closes the connection", async () => {
  await using mailroom = await startMailroom({ line: { port: 0, greeting: "Welcome!" } });
  await using client = chatClient(mailroom.addresses.line!.port);
  assertEquals(await client.line(), "Welcome!");
  await client.type("/quit\n");
  assertEquals(await client.lines(), ["* bye"]);
  assertEquals(await client.code(), 0);
});
