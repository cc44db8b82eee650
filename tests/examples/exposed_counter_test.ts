import { assertEquals, assertRejects } from "@std/assert";
import { connect } from "@nats-io/transport-node";
import { Example } from "./_example.ts";
import { within } from "./_within.ts";

Deno.test("exposed_counter.ts is asked by its own program and by a NATS client", async () => {
  await using example = new Example("exposed_counter.ts", { permissions: ["--allow-net=127.0.0.1"], args: ["0"] });
  assertEquals(await example.line(), "counted 40");
  const client = await connect({ servers: `127.0.0.1:${await example.port()}` });
  try {
    const request = (payload: string, subject = "counter") =>
      within(client.request(subject, payload, { timeout: 5_000 }), payload);
    assertEquals((await request('{"type":"add","by":2}')).string(), "42");
    assertEquals((await request('{"type":"get"}')).json(), 42);
    const refused = await request('{"type":"add","by":"x"}');
    assertEquals(refused.headers?.get("Nats-Service-Error-Code"), "400");
    assertEquals(
      refused.headers?.get("Nats-Service-Error"),
      'Cannot do {"type":"add","by":"x"}: wanted get, or add and a whole number',
    );
    assertEquals((await request('{"type":"get"}')).string(), "42");
    await assertRejects(() => request("", "nobody"), Error, "no responders");
  } finally {
    await client.close();
  }
});
