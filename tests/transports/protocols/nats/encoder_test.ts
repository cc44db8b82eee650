import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Ref } from "../../../../actors/mod.ts";
import type { ConnectionMessage } from "../../../../actors/routing/messages.ts";
import type { Transport } from "../../../../actors/routing/protocol.ts";
import { Publication, type PublicationOptions } from "../../../../actors/routing/publication.ts";
import { deliver, noResponders } from "../../../../transports/protocols/nats/_encoder.ts";
import { NatsSubscription } from "../../../../transports/protocols/nats/nats_subscription.ts";
import { bytes, latin1 } from "../framing/_feeding.ts";

const nobody = {} as Ref<ConnectionMessage>;

/** What a subscription with sid 7 is sent of a publication whose bytes stand in the midst of others. */
function delivered(
  subject: string,
  payload: string,
  { before = "", ...options }: PublicationOptions & { readonly before?: string } = {},
  headers = false,
  subscription = new NatsSubscription(subject, nobody, "7", undefined),
): string {
  let text = "";
  const transport = {
    write: (data: string | Uint8Array) => text += typeof data === "string" ? data : latin1(data),
    writePart: (source: Uint8Array, start: number, end: number) => text += latin1(source.subarray(start, end)),
    writeView: (view: DataView) => text += latin1(new Uint8Array(view.buffer, view.byteOffset, view.byteLength)),
  };
  const buffer = bytes(`${before}${payload}\r\nbehind`);
  const publication = new Publication(subject, buffer, before.length, before.length + payload.length, options);
  deliver(transport as unknown as Transport, publication, subscription, headers);
  return text;
}

Deno.test("deliver() sends on the end of the line as it came, where it can", () => {
  assertEquals(delivered("a.b", "hi", { before: "PUB a.b 002\r\n", wire: 8 }), "MSG a.b 7 002\r\nhi\r\n");
  assertEquals(delivered("a", "hi", { before: "PUB a r 2\r\n", wire: 6, reply: "r" }), "MSG a 7 r 2\r\nhi\r\n");
});

Deno.test("deliver() writes the line anew where it has no other", () => {
  assertEquals(delivered("a", "hi", { before: "said: " }), "MSG a 7 2\r\nhi\r\n");
  assertEquals(delivered("a", "hi", { reply: "r" }), "MSG a 7 r 2\r\nhi\r\n");
  assertEquals(delivered("a", "", {}), "MSG a 7 0\r\n\r\n");
});

Deno.test("deliver() does not send on the line end that a chat line came with", () => {
  assertEquals(delivered("room.lobby", "hi", { tail: 2 }), "MSG room.lobby 7 2\r\nhi\r\n");
});

Deno.test("deliver() cuts headers off where they are not understood", () => {
  assertEquals(delivered("a", "hhhpp", { headerSize: 3 }, true), "HMSG a 7 3 5\r\nhhhpp\r\n");
  assertEquals(delivered("a", "hhhpp", { headerSize: 3, reply: "r" }, true), "HMSG a 7 r 3 5\r\nhhhpp\r\n");
  assertEquals(delivered("a", "hhhpp", { headerSize: 3 }), "MSG a 7 2\r\npp\r\n");
  assertEquals(delivered("a", "hhhpp", { headerSize: 3, reply: "r" }), "MSG a 7 r 2\r\npp\r\n");
  assertEquals(delivered("a", "pp", { headerSize: 0 }, true), "MSG a 7 2\r\npp\r\n");
});

Deno.test("deliver() writes the same for one subscription whatever subjects come one after the other", () => {
  const subject = fc.constantFrom("a", "a.b", "b", "é");
  fc.assert(fc.property(fc.array(subject), (subjects) => {
    const subscription = new NatsSubscription(">", nobody, "7", undefined);
    for (const subject of subjects) {
      assertEquals(delivered(subject, "x", {}, false, subscription), delivered(subject, "x"));
    }
  }));
});

Deno.test("noResponders() is a message of headers alone, with the status 503", () => {
  const text = noResponders("_INBOX.1", "9");
  assertEquals(text, "HMSG _INBOX.1 9 16 16\r\nNATS/1.0 503\r\n\r\n\r\n");
  assertEquals("NATS/1.0 503\r\n\r\n".length, 16);
});
