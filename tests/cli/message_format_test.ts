import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { NatsMessage } from "../../cli/client/message.ts";
import { coloursFor } from "../../cli/colours.ts";
import { jsonLine, textLine } from "../../cli/message_format.ts";

const encoder = new TextEncoder();
const file = { subject: true, terminal: false, colours: coloursFor(false) };
const terminal = { subject: true, terminal: true, colours: coloursFor(true) };

function message(payload: string | Uint8Array, more: Partial<NatsMessage> = {}): NatsMessage {
  const bytes = typeof payload === "string" ? encoder.encode(payload) : payload;
  return { subject: "a.b", reply: undefined, headers: [], status: undefined, payload: bytes, ...more };
}

Deno.test("jsonLine() is one line of JSON with what there is", () => {
  assertEquals(jsonLine(message("x\ny")), '{"subject":"a.b","data":"x\\ny"}\n');
  assertEquals(
    jsonLine(message("", { reply: "r", status: 503, headers: [["K", "v"], ["L", "x"], ["K", "w"]] })),
    '{"subject":"a.b","reply":"r","status":503,"headers":{"K":["v","w"],"L":["x"]},"data":""}\n',
  );
  assertEquals(jsonLine(message("", { headers: [["__proto__", "v"]] })).includes('{"__proto__":["v"]}'), true);
});

Deno.test("jsonLine() holds every payload: as text where that is UTF-8, else as Base64", () => {
  assertEquals(JSON.parse(jsonLine(message(Uint8Array.of(0xff, 0)))).data_base64, "/wA=");
  assertEquals(JSON.parse(jsonLine(message("\ufeffä"))).data, "\ufeffä");
  fc.assert(
    fc.property(fc.uint8Array(), (payload) => {
      const { data, data_base64 } = JSON.parse(jsonLine(message(payload)));
      assertEquals(data === undefined ? Uint8Array.fromBase64(data_base64) : encoder.encode(data), payload);
    }),
    { seed: 5, numRuns: 200 },
  );
});

Deno.test("textLine() is the subject, the headers and the payload, with a line end where there is none", () => {
  assertEquals(textLine(message("hello"), file), "a.b hello\n");
  assertEquals(textLine(message("hello\n"), file), "a.b hello\n");
  assertEquals(textLine(message("x", { headers: [["K", "v"], ["L", "w"]] }), file), "a.b (K: v, L: w) x\n");
  assertEquals(textLine(message("\x1b[2Jx"), { ...file, subject: false }), "\x1b[2Jx\n");
});

Deno.test("textLine() passes on what is no text, but not to a terminal", () => {
  const payload = Uint8Array.of(0xff, 0, 0x0a);
  assertEquals(textLine(message(payload), file), Uint8Array.of(...encoder.encode("a.b "), 0xff, 0, 0x0a, 0x0a));
  assertEquals(textLine(message(payload), { ...terminal, colours: coloursFor(false) }), "a.b 3 bytes\n");
});

Deno.test("textLine() has colours on a terminal, and nothing else that a terminal would do", () => {
  const headers = [["K", "\x9b31m"]] as const;
  assertEquals(
    textLine(message("\x1b]0;x\x07\ty\r", { subject: "a\x1bc", headers }), terminal),
    "\x1b[36ma\ufffdc\x1b[0m \x1b[2m(K: \ufffd31m)\x1b[0m \ufffd]0;x\ufffd\ty\ufffd\n",
  );
});
