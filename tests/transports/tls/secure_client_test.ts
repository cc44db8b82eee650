import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { dialTcp, secureClient } from "../../../transports/mod.ts";
import { alice, ca, listening } from "../_tls.ts";

Deno.test("secureClient() refuses a server of another name, and closes the connection", async () => {
  using served = listening();
  const accepting = served.listener.accept();
  const near = secureClient(await dialTcp({ port: served.listener.address.port }), "example.com", { ca });
  const error = await assertRejects(() => near.secure!());
  assertStringIncludes((error as Error).message, "example.com");
  await assertRejects(() => near.write(new Uint8Array(1)));
  (await accepting).close();
});

Deno.test("secureClient() wants a certificate with its key or neither", async () => {
  using served = listening();
  const accepting = served.listener.accept();
  const plain = await dialTcp({ port: served.listener.address.port });
  const error = assertThrows(() => secureClient(plain, "127.0.0.1", { cert: alice.cert }), TypeError);
  assertEquals(error.message, "Cannot use a certificate alone: wanted both or none");
  plain.close();
  (await accepting).close();
});
