import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { type TlsOptions, TlsStore } from "../../../transports/mod.ts";
import { alice, connected, hear, listening, say, server, stranger } from "../_tls.ts";

Deno.test("TlsStore.renew() gives new connections another certificate and drops none that is open", async () => {
  const store = new TlsStore(server);
  let told = 0;
  using _told = store.onRenewed(() => told++);
  using served = listening(store);
  const [before, beforeFar] = await connected(served.listener);
  const renewed = await stranger.sign();
  store.renew(renewed);
  assertEquals(told, 1);
  await say(before, "still here");
  assertEquals(await hear(beforeFar), "still here");
  const [after, afterFar] = await connected(served.listener, { ca: stranger.cert });
  await say(after, "new");
  assertEquals(await hear(afterFar), "new");
  for (const socket of [before, beforeFar, after, afterFar]) socket.close();
});

Deno.test("TlsStore.renew() keeps what there is when it is given something that cannot be used", () => {
  const store = new TlsStore(server);
  const { context, options } = store;
  assertThrows(() => store.renew({ cert: server.cert, key: alice.key }), TypeError);
  assertEquals([store.context === context, store.options === options], [true, true]);
});

Deno.test("TlsStore says in one line what is wrong, and nothing of the key", () => {
  const wrong: readonly [TlsOptions, string][] = [
    [{ ...server, cert: "secret" }, "Cannot use the certificate: wanted certificates in PEM"],
    [{ ...server, key: "secret" }, "Cannot use the key: wanted a private key in PEM, without a passphrase"],
    [{ ...server, key: alice.key }, "Cannot use the key: wanted the one of the certificate"],
    [{ ...server, ca: "secret" }, "Cannot use the authorities' certificates: wanted certificates in PEM"],
    [
      { ...server, verify: "required" },
      'Cannot verify clients ("required"): wanted the certificates of the authorities, ca',
    ],
  ];
  for (const [options, message] of wrong) {
    assertEquals(assertThrows(() => new TlsStore(options), TypeError).message, message);
  }
  assertInstanceOf(assertThrows(() => new TlsStore({ ...server, timeout: 0 })), RangeError);
});
