import {
  type Codec,
  delimited,
  type FrameErrorCode,
  lengthPrefixed,
  lines,
  netstring,
} from "../../../../transports/protocols/framing/mod.ts";
import { latin1 } from "./_feeding.ts";
import type { Outcome } from "./_feeding.ts";

/** A codec that finds frames in a stream, with a second, naive description of what it should find. */
export interface Case {
  name: string;
  make: (maxLength: number) => Codec;
  /** The most bytes that may be held on top of the limit. */
  overhead: number;
  /** Bytes that mean something to the format, to be frequent in random streams. */
  alphabet: string;
  /** What the decoder should make of a stream, read at one go from a string. */
  expected: (stream: string, maxLength: number) => Outcome;
}

/** Frames that end with `end`. `trim` takes off what is not part of the frame's length, or may turn out not to be. */
function expectEnds(
  stream: string,
  maxLength: number,
  end: string,
  keepEnd: boolean,
  trim: (frame: string, ended: boolean) => string,
): Outcome {
  const frames: string[] = [];
  for (let rest = stream;;) {
    const at = rest.indexOf(end);
    const frame = trim(at < 0 ? rest : rest.slice(0, at), at >= 0);
    if (frame.length > maxLength) return { frames, code: "too-long" };
    if (at < 0) return { frames, code: undefined };
    frames.push(keepEnd ? rest.slice(0, at + end.length) : frame);
    rest = rest.slice(at + end.length);
  }
}

function linesCase(keepEnd: boolean): Case {
  return {
    name: `lines(${keepEnd ? "keepEnd" : ""})`,
    make: (maxLength) => lines({ maxLength, keepEnd }),
    overhead: 2,
    alphabet: "\r\na",
    expected: (stream, maxLength) =>
      expectEnds(stream, maxLength, "\n", keepEnd, (line) => line.endsWith("\r") ? line.slice(0, -1) : line),
  };
}

function delimitedCase(delimiter: string, keepEnd: boolean): Case {
  return {
    name: `delimited(${JSON.stringify(delimiter)}${keepEnd ? ", keepEnd" : ""})`,
    make: (maxLength) => delimited(delimiter, { maxLength, keepEnd }),
    overhead: delimiter.length,
    alphabet: delimiter + "ab",
    expected: (stream, maxLength) =>
      expectEnds(stream, maxLength, delimiter, keepEnd, (frame, ended) => {
        if (ended) return frame;
        for (let begun = delimiter.length - 1; begun > 0; begun--) {
          if (frame.endsWith(delimiter.slice(0, begun))) return frame.slice(0, -begun);
        }
        return frame;
      }),
  };
}

function lengthPrefixedCase(width: 1 | 2 | 4, littleEndian: boolean): Case {
  return {
    name: `lengthPrefixed(${width}${littleEndian ? ", littleEndian" : ""})`,
    make: (maxLength) => lengthPrefixed(width, { maxLength, littleEndian }),
    overhead: width,
    alphabet: "\0\0\0\0\x01\x02",
    expected(stream, maxLength) {
      const frames: string[] = [];
      for (let rest = stream; rest.length >= width;) {
        const prefix = [...rest.slice(0, width)].map((char) => char.charCodeAt(0));
        if (littleEndian) prefix.reverse();
        const end = width + Number("0x" + prefix.map((byte) => byte.toString(16).padStart(2, "0")).join(""));
        if (end - width > maxLength) return { frames, code: "too-long" };
        if (rest.length < end) break;
        frames.push(rest.slice(width, end));
        rest = rest.slice(end);
      }
      return { frames, code: undefined };
    },
  };
}

const netstringCase: Case = {
  name: "netstring()",
  make: (maxLength) => netstring({ maxLength }),
  overhead: String(0xffff_ffff).length + 2,
  alphabet: "00123::,,",
  expected(stream, maxLength) {
    const frames: string[] = [];
    const end = (code?: FrameErrorCode): Outcome => ({ frames, code });
    for (let rest = stream;;) {
      // The shortest beginning of a length that is too long already decides, whatever comes behind it.
      const digits = /^\d*/.exec(rest)![0];
      const counted = digits.startsWith("0") ? "0" : digits;
      for (let i = 1; i <= counted.length; i++) if (Number(counted.slice(0, i)) > maxLength) return end("too-long");
      if (digits !== counted) return end("malformed");
      if (digits.length === rest.length) return end();
      if (digits === "" || rest[digits.length] !== ":") return end("malformed");
      const from = digits.length + 1, to = from + Number(digits);
      if (rest.length <= to) return end();
      if (rest[to] !== ",") return end("malformed");
      frames.push(rest.slice(from, to));
      rest = rest.slice(to + 1);
    }
  },
};

/** All of them. */
export const cases: Case[] = [
  linesCase(false),
  linesCase(true),
  delimitedCase("\0", false),
  delimitedCase("\r\n", false),
  delimitedCase("\r\n", true),
  delimitedCase("aabaa", false),
  lengthPrefixedCase(1, false),
  lengthPrefixedCase(2, false),
  lengthPrefixedCase(2, true),
  lengthPrefixedCase(4, false),
  lengthPrefixedCase(4, true),
  netstringCase,
];

/** Whether a codec can express a frame at all. */
export function encodes(codec: Codec, frame: Uint8Array): boolean {
  try {
    return latin1(codec.encode(frame)).length > 0;
  } catch {
    return false;
  }
}
