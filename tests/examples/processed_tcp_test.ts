import { assertEquals } from "@std/assert";
import { Example } from "./_example.ts";
import { LineClient } from "./_line_client.ts";

Deno.test("processed_tcp.ts greets whoever connects and answers each line", async () => {
  await using server = new Example("processed_tcp.ts", { permissions: ["--allow-net=127.0.0.1"], args: ["0"] });
  const port = await server.port();
  await using ada = await LineClient.dial(port);
  await using bob = await LineClient.dial(port);
  for (const client of [ada, bob]) assertEquals(await client.line(), "Welcome! Every line is processed");
  await ada.send("one\ntwo\r\nthr");
  assertEquals([await ada.line(), await ada.line()], ["Processed: one", "Processed: two"]);
  await bob.send("\n");
  assertEquals(await bob.line(), "Processed: ");
  await ada.send("ee\n");
  assertEquals(await ada.line(), "Processed: three");
});
