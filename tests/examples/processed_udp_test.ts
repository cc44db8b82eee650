import { assertEquals } from "@std/assert";
import { Example } from "./_example.ts";
import { UdpClient } from "./_udp_client.ts";

Deno.test("processed_udp.ts greets each address once and answers each datagram", async () => {
  await using server = new Example("processed_udp.ts", { permissions: ["--allow-net=127.0.0.1"], args: ["0"] });
  const port = await server.port();
  using ada = new UdpClient(port);
  using bob = new UdpClient(port);
  for (const client of [ada, bob]) {
    await client.send("one");
    assertEquals(await client.heard(), "Welcome! Every datagram is processed\n");
    assertEquals(await client.heard(), "Processed: one\n");
  }
  await ada.send("two\n");
  assertEquals(await ada.heard(), "Processed: two\n");
});
