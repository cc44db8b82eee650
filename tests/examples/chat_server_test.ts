import { assertEquals } from "@std/assert";
import { Example } from "./_example.ts";
import { LineClient } from "./_line_client.ts";

function chatServer(quiet = false): Example {
  return new Example("chat_server.ts", { permissions: ["--allow-net=127.0.0.1"], args: ["0"], quiet });
}

Deno.test("chat_server.ts passes what one client says to all others, and not to its sender", async () => {
  await using server = chatServer();
  const port = await server.port();
  await using ada = await LineClient.dial(port);
  assertEquals(await ada.line(), "Welcome! Others here: 0");
  await using bob = await LineClient.dial(port);
  assertEquals(await bob.line(), "Welcome! Others here: 1");
  await using eve = await LineClient.dial(port);
  assertEquals(await eve.line(), "Welcome! Others here: 2");
  assertEquals([await ada.line(), await ada.line()], ["* somebody came", "* somebody came"]);
  assertEquals(await bob.line(), "* somebody came");

  await ada.send("hel");
  await ada.send("lo\r\nworld\n");
  for (const other of [bob, eve]) assertEquals([await other.line(), await other.line()], ["hello", "world"]);
  await bob.send("hello, ada\n");
  assertEquals(await ada.line(), "hello, ada");
  assertEquals(await eve.line(), "hello, ada");
});

Deno.test("chat_server.ts tells the others when a client has gone", async () => {
  await using server = chatServer();
  const port = await server.port();
  await using ada = await LineClient.dial(port);
  assertEquals(await ada.line(), "Welcome! Others here: 0");
  {
    await using bob = await LineClient.dial(port);
    assertEquals(await bob.line(), "Welcome! Others here: 1");
  }
  assertEquals([await ada.line(), await ada.line()], ["* somebody came", "* somebody left"]);
});

Deno.test("chat_server.ts ends the connection of a client whose line is too long, and no other", async () => {
  await using server = chatServer(true);
  const port = await server.port();
  await using ada = await LineClient.dial(port);
  assertEquals(await ada.line(), "Welcome! Others here: 0");
  await using bob = await LineClient.dial(port);
  assertEquals(await bob.line(), "Welcome! Others here: 1");
  await bob.send("x".repeat(1_025));
  assertEquals(await bob.line(), undefined);
  assertEquals([await ada.line(), await ada.line()], ["* somebody came", "* somebody left"]);
  await using eve = await LineClient.dial(port);
  assertEquals(await eve.line(), "Welcome! Others here: 1");
  await eve.send("still here?\n");
  assertEquals([await ada.line(), await ada.line()], ["* somebody came", "still here?"]);
});
