import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Transport } from "../../../../actors/routing/protocol.ts";
import { Publication } from "../../../../actors/routing/publication.ts";
import { Forwarding, interestLine } from "../../../../transports/protocols/node/encoder.ts";
import { bytesOf, textOf } from "../../../../transports/protocols/nats/_text.ts";
import { bytes, latin1 } from "../framing/_feeding.ts";
import { parse } from "./_recorded.ts";

/** A transport that keeps what is written. */
function written(write: (transport: Transport) => void): Uint8Array {
  const parts: number[] = [];
  const encoder = new TextEncoder();
  write({
    peer: { transport: "memory", hostname: "test", port: 0 },
    buffered: 0,
    write: (data) => parts.push(...typeof data === "string" ? encoder.encode(data) : data) > 0,
    writePart: (source, start, end) => parts.push(...source.subarray(start, end)) >= 0,
    writeView: (view) => parts.push(...new Uint8Array(view.buffer, view.byteOffset, view.byteLength)) >= 0,
    close: () => {},
    abort: () => {},
  });
  return Uint8Array.from(parts);
}

const word = fc.string({ unit: fc.constantFrom("a", "é", "\x02", "-", "7", "\u{1f600}"), minLength: 1, maxLength: 5 });

Deno.test("Forwarding.write() writes what NodeParser reads, whatever the publication", () => {
  const any = fc.record({
    subject: word,
    reply: fc.option(word, { nil: undefined }),
    headers: fc.string({ unit: fc.constantFrom("h", "\r", "\n"), maxLength: 5 }),
    payload: fc.string({ unit: fc.constantFrom("p", "\r", "\n", "\x00"), maxLength: 5 }),
    queues: fc.array(word, { maxLength: 2 }),
    plain: fc.boolean(),
  });
  fc.assert(fc.property(fc.array(any, { minLength: 1, maxLength: 4 }), (all) => {
    const forwarding = new Forwarding("$G");
    const wire = written((transport) => {
      for (const { subject, reply, headers, payload, queues, plain } of all) {
        const buffer = bytes(`..${headers}${payload}`);
        const options = { reply, headerSize: headers.length };
        forwarding.write(transport, new Publication(subject, buffer, 2, buffer.length, options), queues, plain);
      }
    });
    const wanted = all.map(({ subject, reply, headers, payload, queues, plain }) =>
      `message $G ${subject} ${reply ?? "∅"} ${plain ? "all" : "only"}[${queues}] ${headers}|${payload}`
    );
    assertEquals(parse([wire]), wanted);
  }));
});

Deno.test("Forwarding.write() passes what a NATS client wrote on as it is", () => {
  const buffer = bytes("PUB a.b re.ply 5\r\nhello\r\n");
  const publication = new Publication("a.b", buffer, 18, 23, { reply: "re.ply", wire: 8 });
  const wire = written((transport) => new Forwarding("$G").write(transport, publication, [], true));
  assertEquals(latin1(wire), "M $G a.b re.ply 5\r\nhello\r\n");
});

Deno.test("Forwarding.write() keeps subjects that are no UTF-8", () => {
  const subject = textOf(bytes("a\xff.b"));
  const publication = new Publication(subject, bytes("x"), 0, 1);
  const wire = written((transport) => new Forwarding("$G").write(transport, publication, [], true));
  assertEquals(latin1(wire), "M $G a\xff.b 1\r\nx\r\n");
});

Deno.test("interestLine() writes what NodeParser reads", () => {
  const line = (queue: string | undefined, count: number) => {
    const text = interestLine("acme", { subject: "a.*", queue, count });
    return typeof text === "string" ? bytesOf(text) : text;
  };
  const calls = parse([line(undefined, 1), line("w", 7), line("w", 0), line(undefined, 0)]);
  assertEquals(calls, ["wish acme a.* ∅ 1", "wish acme a.* w 7", "wish acme a.* w 0", "wish acme a.* ∅ 0"]);
});
