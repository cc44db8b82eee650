import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { isCloseCode } from "../../../transports/websocket/_close_codes.ts";
import { FrameDecoder } from "../../../transports/websocket/_frame_decoder.ts";
import { frame, OPCODES } from "../../../transports/websocket/_frames.ts";
import { type ClientFrame, clientFrame, joined, serverFrames } from "./_client_frames.ts";

interface Decoded {
  readonly payload: Uint8Array;
  readonly pings: Uint8Array[];
  readonly closed: number | undefined;
  readonly code: number | undefined;
  readonly why: string;
}

/** What comes of bytes that come in pieces of these sizes, again and again, each read behind `before` others. */
function decode(bytes: Uint8Array, sizes: readonly number[] = [1 << 30], lines = false, before = 0): Decoded {
  const pings: Uint8Array[] = [];
  const decoder = new FrameDecoder({ pinged: (payload) => pings.push(payload) }, lines);
  const got: Uint8Array[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const piece = bytes.subarray(at, at + sizes[i % sizes.length]!);
    const slack = before + (lines ? 1 : 0);
    const buffer = new Uint8Array(slack + piece.length);
    buffer.set(piece, slack);
    const end = decoder.decode(buffer, slack, buffer.length, before);
    got.push(buffer.slice(before, end));
    assert(buffer.subarray(0, before).every((byte) => byte === 0), "it wrote in front of its place");
    at += piece.length;
  }
  const { closed, failure } = decoder;
  return { payload: joined(got), pings, closed, code: failure?.code, why: failure?.message ?? "" };
}

function one(frame: ClientFrame): Decoded {
  const bytes = clientFrame(frame);
  const whole = decode(bytes);
  assertEquals(decode(bytes, [1]), whole, "byte by byte it is another");
  return whole;
}

const payloads = fc.uint8Array({ maxLength: 300 });
const masks = fc.uint8Array({ minLength: 4, maxLength: 4 });
const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 8 });
const messages = fc.array(
  fc.record({
    text: fc.boolean(),
    parts: fc.array(fc.record({ payload: payloads, mask: masks }), { minLength: 1, maxLength: 4 }),
    ping: fc.option(fc.uint8Array({ maxLength: 125 }), { nil: undefined }),
    long: fc.constantFrom(0, 126, 0xffff, 0x10000),
  }),
  { maxLength: 6 },
);

Deno.test("FrameDecoder.decode() reads any messages, masked with anything, in any parts and pieces", () => {
  fc.assert(fc.property(messages, sizes, fc.integer({ min: 0, max: 3 }), (messages, sizes, before) => {
    const frames: Uint8Array[] = [];
    const payload: Uint8Array[] = [];
    const pings: Uint8Array[] = [];
    for (const { text, parts, ping, long } of messages) {
      parts.forEach((part, i) => {
        const filled = i === 0 && long > 0 ? new Uint8Array(long).fill(part.mask[0]!) : part.payload;
        const opcode = i > 0 ? OPCODES.continuation : text ? OPCODES.text : OPCODES.binary;
        frames.push(clientFrame({ opcode, payload: filled, mask: part.mask, fin: i === parts.length - 1 }));
        payload.push(filled);
        if (ping === undefined) return;
        // A control frame may stand between the parts of a message.
        frames.push(clientFrame({ opcode: OPCODES.ping, payload: ping }), clientFrame({ opcode: OPCODES.pong }));
        pings.push(ping);
      });
    }
    const got = decode(joined(frames), [...sizes, 4_096], false, before);
    assertEquals(got.code, undefined, got.why);
    assertEquals(got.pings, pings);
    assert(equal(got.payload, joined(payload)), "the payload is another");
  }));
});

Deno.test("FrameDecoder.decode() ends each message with one line end, whatever it came in, when messages are lines", () => {
  const lines = fc.array(fc.array(fc.constantFrom("", "a", "é", "b\nc", "d\n", "\n"), { minLength: 1, maxLength: 4 }));
  fc.assert(fc.property(lines, sizes, (lines, sizes) => {
    const encoder = new TextEncoder();
    const frames = lines.flatMap((parts) =>
      parts.map((part, i) =>
        clientFrame({
          opcode: i === 0 ? OPCODES.text : OPCODES.continuation,
          payload: encoder.encode(part),
          fin: i === parts.length - 1,
        })
      )
    );
    const wanted = lines.map((parts) => parts.join("").replace(/(?<!\n)$/, "\n")).join("");
    for (const pieces of [sizes, [1], [1 << 20]]) {
      assertEquals(new TextDecoder().decode(decode(joined(frames), pieces, true).payload), wanted);
    }
  }));
});

Deno.test("FrameDecoder.decode() refuses each reserved bit, opcode that there is not, and frame without a mask", () => {
  for (let opcode = 0; opcode < 16; opcode++) {
    for (let reserved = 0; reserved < 8; reserved++) {
      for (const masked of [true, false]) {
        const known = [1, 2, 8, 9, 10].includes(opcode);
        const payload = new Uint8Array([3, 232]);
        const { code } = one({ opcode, reserved, payload, ...masked ? {} : { mask: null } });
        assertEquals(code, known && masked && reserved === 0 ? undefined : 1002, `${opcode} ${reserved} ${masked}`);
      }
    }
  }
});

Deno.test("FrameDecoder.decode() takes lengths in their shortest form alone", () => {
  const forms: [number, number, boolean][] = [
    [0, 0, true],
    [0, 2, false],
    [0, 8, false],
    [125, 0, true],
    [125, 2, false],
    [125, 8, false],
    [126, 2, true],
    [126, 8, false],
    [0xffff, 2, true],
    [0xffff, 8, false],
    [0x10000, 8, true],
  ];
  for (const [length, lengthBytes, good] of forms) {
    const { code, payload } = one({ opcode: OPCODES.binary, payload: new Uint8Array(length), lengthBytes });
    assertEquals(code, good ? undefined : 1002, `${length} in ${lengthBytes}`);
    assertEquals(payload.length, good ? length : 0);
  }
});

Deno.test("FrameDecoder.decode() refuses a length that cannot be counted, by its header", () => {
  const header = (...length: number[]) => new Uint8Array([0x82, 0xff, ...length, 0, 0, 0, 0]);
  assertEquals(decode(header(0x80, 0, 0, 0, 0, 0, 0, 1)).code, 1002);
  assertEquals(decode(header(0x7f, 255, 255, 255, 255, 255, 255, 255)).code, 1009);
  assertEquals(decode(header(0, 0x20, 0, 0, 0, 0, 0, 0)).code, 1009);
  const largest = joined([header(0, 0x1f, 255, 255, 255, 255, 255, 255), new Uint8Array([1, 2, 3])]);
  assertEquals(decode(largest).code, undefined);
  assertEquals([...decode(largest).payload], [1, 2, 3]);
});

Deno.test("FrameDecoder.decode() refuses control frames that are long or in parts, and messages within messages", () => {
  for (const opcode of [OPCODES.close, OPCODES.ping, OPCODES.pong]) {
    assertEquals(one({ opcode, payload: new Uint8Array(126) }).code, 1002);
    assertEquals(one({ opcode, fin: false }).code, 1002);
  }
  const begun = clientFrame({ opcode: OPCODES.text, fin: false });
  for (const opcode of [OPCODES.text, OPCODES.binary]) {
    assertStringIncludes(decode(joined([begun, clientFrame({ opcode })])).why, "within another");
  }
  assertStringIncludes(one({ opcode: OPCODES.continuation }).why, "did not begin");
  const over = [clientFrame({ opcode: OPCODES.text }), clientFrame({ opcode: OPCODES.continuation })];
  assertStringIncludes(decode(joined(over)).why, "did not begin");
});

Deno.test("FrameDecoder.decode() knows which close codes and reasons there may be", () => {
  assertEquals(one({ opcode: OPCODES.close }).closed, 1005);
  assertEquals(one({ opcode: OPCODES.close, payload: new Uint8Array([3]) }).code, 1002);
  for (let code = 0; code <= 0xffff; code += code < 5_100 ? 1 : 997) {
    const { closed, code: refused } = decode(
      clientFrame({ opcode: OPCODES.close, payload: new Uint8Array([code >> 8, code & 255, 0x6f, 0x6b]) }),
    );
    assertEquals([closed, refused], isCloseCode(code) ? [code, undefined] : [undefined, 1002], `${code}`);
  }
  assertEquals([999, 1000, 1004, 1005, 1006, 1007, 1014, 1015, 2999, 3000, 4999, 5000].filter(isCloseCode), [
    1000,
    1007,
    1014,
    3000,
    4999,
  ]);
  assertEquals(one({ opcode: OPCODES.close, payload: new Uint8Array([3, 232, 0xff]) }).code, 1007);
});

Deno.test("FrameDecoder.decode() hands over what came before a fault and reads nothing behind it", () => {
  const text = clientFrame({ opcode: OPCODES.text, payload: new Uint8Array([1, 2]) });
  for (const end of [{ opcode: 3 }, { opcode: OPCODES.close }]) {
    const { payload, pings } = decode(joined([text, clientFrame(end), text, clientFrame({ opcode: OPCODES.ping })]));
    assertEquals([...payload], [1, 2]);
    assertEquals(pings, []);
  }
});

Deno.test("FrameDecoder.decode() makes the same of anything at all, in whatever pieces it comes", () => {
  // Mostly beginnings of frames that might be right, so that what is behind them is reached.
  const head = fc.tuple(
    fc.constantFrom(0x01, 0x02, 0x80, 0x81, 0x82, 0x88, 0x89, 0x8a),
    fc.integer({ min: 0x80, max: 0xff }),
  );
  const part = fc.oneof(head.map((bytes) => new Uint8Array(bytes)), fc.uint8Array({ maxLength: 20 }));
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), sizes, fc.boolean(), (parts, sizes, lines) => {
      const bytes = joined(parts);
      const whole = decode(bytes, [1 << 20], lines);
      assertEquals(decode(bytes, sizes, lines), whole);
      assert(whole.payload.length <= bytes.length);
      assert(whole.closed === undefined || whole.code === undefined);
    }),
    { numRuns: 500 },
  );
});

Deno.test("frame() writes frames of a server with the shortest length that there is", () => {
  for (const length of [0, 1, 125, 126, 0xffff, 0x10000, 70_000]) {
    const payload = Uint8Array.from({ length }, (_, i) => i);
    const [only, ...more] = serverFrames(frame(OPCODES.binary, payload));
    assertEquals(more, []);
    assertEquals(only!.opcode, OPCODES.binary);
    assert(equal(only!.payload, payload));
  }
});

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
