import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { decodeHeaders, encodeHeaders, type Header } from "../../../cli/client/headers.ts";
import { latin1 } from "../../transports/protocols/framing/_feeding.ts";

const decode = (text: string) => decodeHeaders(new TextEncoder().encode(text));

Deno.test("encodeHeaders() writes a block that ends with an empty line", () => {
  assertEquals(latin1(encodeHeaders([["K", "v"], ["K", ""]])), "NATS/1.0\r\nK: v\r\nK: \r\n\r\n");
});

Deno.test("decodeHeaders() reads what encodeHeaders() writes", () => {
  const name = fc.stringMatching(/^[!-9;-~]{1,10}$/);
  const value = fc.string({ unit: "grapheme" }).map((text) => text.replaceAll(/[\r\n]/g, "").trim());
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value)), (headers) => {
      assertEquals(decodeHeaders(encodeHeaders(headers)), { status: undefined, headers });
    }),
    { seed: 3, numRuns: 200 },
  );
});

Deno.test("encodeHeaders() refuses what would become another header", () => {
  const wrong: Header[] = [["", "v"], ["a b", "v"], ["a:b", "v"], ["a\r\nb", "v"], ["k", "v\r\nX: y"], ["k", "v\n"]];
  for (const header of wrong) assertThrows(() => encodeHeaders([header]), TypeError, "Cannot use");
});

Deno.test("decodeHeaders() reads the status of a server", () => {
  assertEquals(decode("NATS/1.0 503\r\n\r\n"), { status: 503, headers: [] });
  assertEquals(decode("NATS/1.0 404 No Messages\r\nA: b\r\n\r\n"), { status: 404, headers: [["A", "b"]] });
  assertEquals(decode("NATS/1.0 x\r\n\r\n").status, undefined);
});

Deno.test("decodeHeaders() leaves out what makes no sense", () => {
  assertEquals(decode("NATS/1.0\r\nnothing\r\n: v\r\nK:v:w \r\n\r\n").headers, [["K", "v:w"]]);
  assertEquals(decode("HTTP/1.1\r\nK: v\r\n\r\n").headers, []);
  assertEquals(decode("").headers, []);
});
