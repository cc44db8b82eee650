import { assertEquals, assertFalse, assertThrows } from "@std/assert";
import { Alternatives } from "../../../server/leaf/_alternatives.ts";
import { addressText, leafAddress } from "../../../server/leaf/leaf_address.ts";

function seen(text: string): unknown[] {
  const { hostname, port, secure, credentials } = leafAddress(text);
  return [hostname, port, secure, credentials];
}

Deno.test("leafAddress() reads where a hub is and who to be there", () => {
  assertEquals(seen("nats://hub"), ["hub", 7422, false, {}]);
  assertEquals(seen("hub:1234"), ["hub", 1234, false, {}]);
  assertEquals(seen("tls://ada:p%40ss@[::1]:99"), ["::1", 99, true, { user: "ada", password: "p@ss" }]);
  assertEquals(seen("nats-leaf://t0ken@10.0.0.1/"), ["10.0.0.1", 7422, false, { token: "t0ken" }]);
  assertEquals(seen("leafnode://a:b@hub:7"), ["hub", 7, false, { user: "a", password: "b" }]);
});

Deno.test("leafAddress() refuses what is no address, and shows no password", () => {
  for (
    const text of ["", "http://hub", "nats://", "nats://hub:70000", "nats://a:secret@", "nats://a:secret@hub/x", "a b"]
  ) {
    const error = assertThrows(() => leafAddress(text), TypeError, "wanted nats://HOST:7422") as TypeError;
    assertFalse(error.message.includes("secret"), error.message);
  }
});

Deno.test("addressText() shows no password", () => {
  assertEquals(addressText(leafAddress("nats://ada:secret@[::1]:1")), "nats://[::1]:1");
  assertEquals(addressText(leafAddress("tls://hub")), "tls://hub:7422");
});

const text = (all: Alternatives) => addressText(all.next());

Deno.test("Alternatives takes the addresses in turn, for ever", () => {
  const all = new Alternatives(["nats://a:1", "nats://b:2"]);
  assertEquals([text(all), text(all), text(all)], ["nats://a:1", "nats://b:2", "nats://a:1"]);
  assertThrows(() => new Alternatives([]), TypeError, "at least one URL");
});

Deno.test("Alternatives has what it has learned go before what was configured, which it never forgets", () => {
  const all = new Alternatives(["tls://ada:x@a:1", "nats://b:2"]);
  const first = all.next();
  all.learn(["10.0.0.7:1", "a:1", "nonsense:x:y", "10.0.0.7:1"], first);
  all.reached(first);
  assertEquals(text(all), "nats://b:2");
  const learned = all.next();
  assertEquals(addressText(learned), "tls://10.0.0.7:1");
  assertEquals([learned.credentials, learned.tlsName], [{ user: "ada", password: "x" }, "a"]);
  assertEquals(text(all), "tls://a:1");
  all.learn([], first);
  assertEquals([text(all), text(all), text(all)], ["nats://b:2", "tls://a:1", "nats://b:2"]);
});
