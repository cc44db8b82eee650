import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import type { LeafOperations, LeafParserLimits } from "../../../../transports/protocols/leaf/leaf_operations.ts";
import { LeafParser } from "../../../../transports/protocols/leaf/_leaf_parser.ts";
import { bytesOf } from "../../../../transports/protocols/nats/_text.ts";
import { bytes, latin1 } from "../framing/_feeding.ts";

/** What holds where a test says nothing. */
export const HELD: LeafParserLimits = { maxControlLine: 4_096, maxPayload: 1 << 20 };

/** Notes what a parser calls, a text for each call, with ∅ for what is not there. */
class Recording implements LeafOperations {
  readonly calls: string[] = [];

  info(json: string): void {
    this.calls.push(`info ${json}`);
  }

  ping(): void {
    this.calls.push("ping");
  }

  pong(): void {
    this.calls.push("pong");
  }

  hubError(text: string): void {
    this.calls.push(`error ${text}`);
  }

  subscribe(subject: string, queue: string | undefined, weight: number): void {
    this.calls.push(`sub ${subject} ${queue ?? "∅"} ${weight}`);
  }

  unsubscribe(subject: string, queue: string | undefined): void {
    this.calls.push(`unsub ${subject} ${queue ?? "∅"}`);
  }

  message(
    subject: string,
    reply: string | undefined,
    queues: readonly string[],
    buffer: Uint8Array,
    start: number,
    end: number,
    headerSize: number,
    wire: number,
  ): void {
    const payload = latin1(buffer.subarray(start, end));
    assertEquals(latin1(buffer.subarray(end, end + 2)), "\r\n", "no line end behind the payload");
    if (wire >= 0) {
      const to = reply === undefined ? "" : `${latin1(bytesOf(reply))} `;
      assertEquals(latin1(buffer.subarray(wire, wire + to.length)), to);
      const size = /^\d+\r\n/.exec(latin1(buffer.subarray(wire + to.length, start)))?.[0];
      assert(size !== undefined, "no size where the wire was said to begin");
      assertEquals([Number(size), wire + to.length + size.length], [payload.length, start]);
    }
    const to = [reply ?? "∅", ...queues].join(",");
    this.calls.push(`msg ${subject} ${to} ${headerSize} ${JSON.stringify(payload)}`);
  }

  fault(fault: string): void {
    this.calls.push(`fault ${fault}`);
  }
}

/** Feeds chunks to a new parser as a connection does: what was not used is presented again with the next behind it. */
export function parse(chunks: readonly Uint8Array[], held: LeafParserLimits = HELD): string[] {
  const recording = new Recording();
  const parser = new LeafParser(recording, held);
  let left: Uint8Array = new Uint8Array();
  for (const chunk of chunks) {
    // Something that stands before it is nobody's business.
    const before = recording.calls.length % 3;
    const room = new Uint8Array(before + left.length + chunk.length).fill(0x50);
    room.set(left, before);
    room.set(chunk, before + left.length);
    let used = before;
    do {
      const next = parser.push(room, used);
      assert(next >= used && next <= room.length, "the parser has used what was not there");
      assert(next > used || !parser.unfinished, "the parser gets nowhere");
      used = next;
    } while (parser.unfinished);
    left = room.slice(used);
    // What is used may be written over.
    room.fill(0xee);
    assertLessOrEqual(left.length, Math.max(parser.wanted, held.maxControlLine));
    assertLessOrEqual(parser.wanted, held.maxPayload + 2);
  }
  return recording.calls;
}

/** Feeds a text whole, in Latin-1. */
export function parsed(text: string, held: LeafParserLimits = HELD): string[] {
  return parse([bytes(text)], held);
}
