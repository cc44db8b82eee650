import { assertEquals } from "@std/assert";
import { Publication } from "../../../actors/routing/publication.ts";
import { text } from "./_hearer.ts";

const buffer = () => new TextEncoder().encode("..HEADpayload\r\n..");

Deno.test("Publication shows headers and payload of its piece of a buffer, without the line end", () => {
  const publication = new Publication("a", buffer(), 2, 13, { headerSize: 4, tail: 2 });
  assertEquals(text(publication.headers), "HEAD");
  assertEquals(text(publication.payload), "payload");
  assertEquals(publication.size, 11);
});

Deno.test("Publication has no headers, no reply, no publisher, and is heard by all, unless it is said otherwise", () => {
  const publication = new Publication("a", buffer(), 6, 13);
  assertEquals(publication.headers.length, 0);
  assertEquals(text(publication.payload), "payload");
  const { reply, from, echo, tail, headerSize } = publication;
  assertEquals({ reply, from, echo, tail, headerSize }, {
    reply: undefined,
    from: undefined,
    echo: true,
    tail: 0,
    headerSize: 0,
  });
});

Deno.test("Publication.kept() is the same with bytes of its own", () => {
  const shared = buffer();
  const from = { id: "x", tell: () => true, offer: () => Promise.resolve() };
  const options = { headerSize: 4, tail: 2, reply: "inbox", from, echo: false };
  const kept = new Publication("a", shared, 2, 13, options).kept();
  shared.fill(0);
  assertEquals(text(kept.buffer), "HEADpayload\r\n");
  assertEquals([text(kept.headers), text(kept.payload), kept.size], ["HEAD", "payload", 11]);
  assertEquals([kept.subject, kept.reply, kept.from, kept.echo, kept.tail], ["a", "inbox", from, false, 2]);
});
