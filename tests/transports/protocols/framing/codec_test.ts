import {
  assert,
  assertEquals,
  assertGreater,
  assertInstanceOf,
  assertLessOrEqual,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import fc from "fast-check";
import { FrameError } from "../../../../transports/protocols/framing/mod.ts";
import { type Case, cases, encodes } from "./_cases.ts";
import { bytes, feed, feedings, latin1 } from "./_feeding.ts";

const places = fc.array(fc.nat(500), { maxLength: 12 });

/** Bytes of which most mean something to the format. */
function noise({ alphabet }: Case, maxLength: number) {
  const telling = fc.constantFrom(...bytes(alphabet));
  return fc.array(fc.oneof({ weight: 9, arbitrary: telling }, { weight: 1, arbitrary: fc.nat(255) }), { maxLength })
    .map((array) => Uint8Array.from(array));
}

/** Frames that the codec can express. A frame that keeps its end is made from one that has none. */
function frames(testCase: Case, maxLength: number) {
  const codec = testCase.make(maxLength);
  return fc.array(noise(testCase, maxLength).map((frame) => ended(testCase, frame)).filter((f) => encodes(codec, f)), {
    maxLength: 8,
  });
}

function ended({ name }: Case, frame: Uint8Array): Uint8Array {
  return name.includes("keepEnd") ? bytes(latin1(frame) + (name.startsWith("lines") ? "\n" : "\r\n")) : frame;
}

function concat(parts: Uint8Array[]): Uint8Array {
  return bytes(parts.map(latin1).join(""));
}

for (const testCase of cases) {
  const { name, make, overhead } = testCase;
  const plain = (length: number) => ended(testCase, bytes("x".repeat(length)));

  Deno.test(`${name} decodes what it encoded, however the stream is cut`, () => {
    const codec = make(40);
    fc.assert(fc.property(frames(testCase, 40), places, (sent, places) => {
      const stream = concat(sent.map((frame) => codec.encode(frame)));
      for (const chunks of feedings(stream, places)) {
        assertEquals(feed(codec, chunks, 40 + overhead), { frames: sent.map(latin1), code: undefined });
      }
    }));
  });

  Deno.test(`${name} makes the same of any bytes, however they are cut`, () => {
    const maxLength = 7;
    const tally = { frames: 0, "too-long": 0, malformed: 0 };
    const codec = make(maxLength);
    fc.assert(
      fc.property(noise(testCase, 60), places, (stream, places) => {
        const expected = testCase.expected(latin1(stream), maxLength);
        tally.frames += expected.frames.length;
        if (expected.code !== undefined) tally[expected.code]++;
        for (const chunks of feedings(stream, places)) {
          assertEquals(feed(codec, chunks, maxLength + overhead), expected);
        }
      }),
      { numRuns: 300 },
    );
    assertGreater(tally.frames, 0);
    assertGreater(tally["too-long"], 0);
  });

  Deno.test(`${name} makes the same of a mutated stream, however it is cut`, () => {
    const maxLength = 40;
    const codec = make(maxLength);
    const mutations = fc.array(fc.tuple(fc.nat(500), fc.nat(255)), { minLength: 1, maxLength: 3 });
    fc.assert(fc.property(frames(testCase, maxLength), mutations, places, (sent, mutations, places) => {
      const stream = concat(sent.map((frame) => codec.encode(frame)));
      for (const [at, byte] of mutations) if (stream.length > 0) stream[at % stream.length] = byte;
      const expected = testCase.expected(latin1(stream), maxLength);
      for (const chunks of feedings(stream, places)) {
        const outcome = feed(codec, chunks, maxLength + overhead);
        assertEquals(outcome, expected);
        const longest = maxLength + (name.includes("keepEnd") ? 2 : 0);
        for (const frame of outcome.frames) assertLessOrEqual(frame.length, longest);
      }
    }));
  });

  Deno.test(`${name} takes a frame of exactly maxLength and refuses one byte more, in every feeding`, () => {
    const generous = make(255);
    for (const maxLength of [1, 2, 9, 10, 16, 17, 64, 65, 254]) {
      const codec = make(maxLength);
      const fits = plain(maxLength), over = plain(maxLength + 1);
      const before = concat([codec.encode(fits), codec.encode(fits)]);
      const stream = concat([before, generous.encode(over), codec.encode(fits)]);
      for (const chunks of feedings(stream, [3, before.length, before.length + 2])) {
        assertEquals(feed(codec, chunks, maxLength + overhead), {
          frames: [latin1(fits), latin1(fits)],
          code: "too-long",
        });
      }
      assertEquals(codec.encode(fits), generous.encode(fits));
      const error = assertThrows(() => codec.encode(over), FrameError, `${maxLength + 1} bytes, wanted at most`);
      assertEquals([error.code, error.limit], ["too-long", maxLength]);
    }
  });

  Deno.test(`${name} delivers the frames before a fault in the same push, and is dead afterwards`, () => {
    const codec = make(4);
    const decoder = codec.decoder();
    const stream = concat([codec.encode(plain(4)), codec.encode(plain(2)), make(9).encode(plain(9))]);
    const heard: string[] = [];
    const first = assertThrows(() => decoder.push(stream, (frame) => heard.push(latin1(frame))), FrameError);
    assertEquals(heard, [latin1(plain(4)), latin1(plain(2))]);
    assertEquals([first.code, first.limit, first.message.includes("\n")], ["too-long", 4, false]);
    assertEquals(decoder.pending, 0);
    for (const chunk of [codec.encode(plain(1)), new Uint8Array(0)]) {
      const again = assertThrows(() => decoder.push(chunk, (frame) => heard.push(latin1(frame))));
      assertStrictEquals(again, first);
    }
    assertEquals(heard.length, 2);
  });

  Deno.test(`${name} is dead after its frame callback threw`, () => {
    const codec = make(4);
    const decoder = codec.decoder();
    const wire = concat([codec.encode(plain(1)), codec.encode(plain(2)).slice(0, 1)]);
    const mistake = new Error("mistake");
    let calls = 0;
    for (let i = 0; i < 2; i++) {
      const thrown = assertThrows(() =>
        decoder.push(wire, () => {
          calls++;
          throw mistake;
        })
      );
      assertStrictEquals(thrown, mistake);
    }
    assertEquals([calls, decoder.pending], [1, 0]);
  });

  Deno.test(`${name} refuses a push from within its frame callback and goes on`, () => {
    const codec = make(4);
    const decoder = codec.decoder();
    const wire = concat([codec.encode(plain(1)), codec.encode(plain(2))]);
    const heard: string[] = [];
    decoder.push(wire, (frame) => {
      heard.push(latin1(frame));
      assertThrows(() => decoder.push(wire, () => {}), TypeError, "Cannot push into a decoder");
    });
    assertEquals(heard, [plain(1), plain(2)].map(latin1));
  });

  Deno.test(`${name} copies nothing when a frame lies wholly in a chunk`, () => {
    const codec = make(100);
    const wire = concat([bytes("...."), codec.encode(plain(80)), codec.encode(plain(90))]);
    const decoder = codec.decoder();
    const buffers: ArrayBufferLike[] = [];
    const heard: string[] = [];
    const frame = (bytes: Uint8Array) => {
      buffers.push(bytes.buffer);
      heard.push(latin1(bytes));
    };
    decoder.push(wire.subarray(4, wire.length - 1), frame);
    assertEquals(heard, [latin1(plain(80))]);
    assertStrictEquals(buffers[0], wire.buffer);
    decoder.push(wire.subarray(wire.length - 1), frame);
    assertEquals(heard, [plain(80), plain(90)].map(latin1));
    assert(buffers[1] !== wire.buffer, "a cut frame cannot lie in one chunk");
  });

  Deno.test(`${name} gives every stream a decoder of its own`, () => {
    const codec = make(9);
    const wire = codec.encode(plain(9));
    const one = codec.decoder(), two = codec.decoder();
    one.push(wire.subarray(0, 5), () => {});
    const heard: string[] = [];
    two.push(wire, (frame) => heard.push(latin1(frame)));
    assertEquals([one.pending, two.pending, heard.length], [5, 0, 1]);
  });

  Deno.test(`${name} refuses a maxLength that is no limit`, () => {
    for (const maxLength of [0, -1, 1.5, NaN, Infinity, 2 ** 32]) {
      const error = assertThrows(() => make(maxLength));
      assertInstanceOf(error, RangeError);
      assert(error.message.includes(`maxLength is ${maxLength}, wanted an integer from 1 to`), error.message);
    }
  });
}
