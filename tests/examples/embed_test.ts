import { assertEquals } from "@std/assert";
import { Example } from "./_example.ts";

Deno.test("embed.ts hears a client, speaks to it and ends by itself", async () => {
  await using example = new Example("embed.ts", { permissions: ["--allow-net=127.0.0.1"] });
  const lines = await example.lines();
  assertEquals(lines.filter((line) => line.startsWith("the client")), [
    "the client hears: Welcome!",
    "the client hears: hello from the program",
    "the client hears: * rooms: lobby (1)",
  ]);
  assertEquals(lines.filter((line) => !line.startsWith("the client")), [
    "the program hears on room.lobby: hello from the program",
    "the program hears on room.lobby: hello from the client",
    "counted: 1 connection",
  ]);
  assertEquals(await example.code(), 0);
});
