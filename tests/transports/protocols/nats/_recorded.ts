import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import type { Operations } from "../../../../transports/protocols/nats/operations.ts";
import { NatsParser } from "../../../../transports/protocols/nats/parser.ts";
import { bytes, latin1 } from "../framing/_feeding.ts";

/** What a parser is held to in a test. */
export interface Held {
  readonly maxControlLine: number;
  /** Larger payloads end the connection. */
  readonly maxPayload: number;
}

/** What holds where a test says nothing. */
export const HELD: Held = { maxControlLine: 4_096, maxPayload: 1 << 20 };

/** Notes what a parser calls, a text for each call, with ∅ for what is not there. */
export class Recording implements Operations {
  readonly calls: string[] = [];
  readonly #held: Held;

  constructor(held: Held) {
    this.#held = held;
  }

  connect(json: string): void {
    this.calls.push(`connect ${json}`);
  }

  info(json: string): void {
    this.calls.push(`info ${json}`);
  }

  ping(): void {
    this.calls.push("ping");
  }

  pong(): void {
    this.calls.push("pong");
  }

  clientError(): void {
    this.calls.push("error");
  }

  subscribe(subject: string, queue: string | undefined, sid: string): void {
    this.calls.push(`sub ${subject} ${queue ?? "∅"} ${sid}`);
  }

  unsubscribe(sid: string, max: number): void {
    this.calls.push(`unsub ${sid} ${max}`);
  }

  announce(subject: string, size: number, headers: boolean): boolean {
    const taken = size <= this.#held.maxPayload;
    this.calls.push(`${taken ? "announce" : "refuse"} ${subject} ${size}${headers ? " headers" : ""}`);
    return taken;
  }

  publish(
    subject: string,
    reply: string | undefined,
    buffer: Uint8Array,
    start: number,
    end: number,
    headerSize: number,
    wire: number,
  ): void {
    const payload = latin1(buffer.subarray(start, end));
    assertEquals(latin1(buffer.subarray(end, end + 2)), "\r\n", "no line end behind the payload");
    if (wire >= 0) {
      const [line, ...rest] = latin1(buffer.subarray(wire, end + 2)).split("\r\n");
      const size = reply === undefined ? line : line!.slice(reply.length + 1);
      if (reply !== undefined) assertEquals(line!.slice(0, reply.length + 1), `${reply} `);
      assertEquals([Number(size), rest.join("\r\n")], [payload.length, `${payload}\r\n`]);
    }
    this.calls.push(`pub ${subject} ${reply ?? "∅"} ${headerSize} ${JSON.stringify(payload)}`);
  }

  fault(fault: string): void {
    this.calls.push(`fault ${fault}`);
  }
}

/** Feeds chunks to a new parser as a connection does: what was not used is presented again with the next behind it. */
export function parse(chunks: readonly Uint8Array[], held: Held = HELD): string[] {
  const recording = new Recording(held);
  const parser = new NatsParser(recording, held);
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
    assertLessOrEqual(left.length, Math.max(parser.wanted, held.maxControlLine + "CONNECT \r".length));
  }
  return recording.calls;
}

/** Feeds a text whole, in Latin-1. */
export function parsed(text: string, held: Held = HELD): string[] {
  return parse([bytes(text)], held);
}
