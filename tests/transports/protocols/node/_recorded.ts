import { assert } from "@std/assert";
import type { Frames } from "../../../../transports/protocols/node/frames.ts";
import { NodeParser } from "../../../../transports/protocols/node/parser.ts";
import { textOf } from "../../../../transports/protocols/nats/_text.ts";
import { latin1 } from "../framing/_feeding.ts";

/** Notes what a parser calls, a text for each call, with ∅ for what is not there. */
export class Recording implements Frames {
  readonly calls: string[] = [];

  opening(line: string): void {
    this.calls.push(`opening ${line}`);
  }

  refused(reason: string): void {
    this.calls.push(`refused ${reason}`);
  }

  ping(): void {
    this.calls.push("ping");
  }

  pong(): void {
    this.calls.push("pong");
  }

  peers(json: string): void {
    this.calls.push(`peers ${json}`);
  }

  wish(account: string, subject: string, queue: string | undefined, count: number): void {
    this.calls.push(`wish ${account} ${subject} ${queue ?? "∅"} ${count}`);
  }

  message(
    account: string,
    subject: string,
    reply: string | undefined,
    buffer: Uint8Array,
    start: number,
    end: number,
    headerSize: number,
    wire: number,
    queues: readonly string[],
    only: boolean,
  ): void {
    if (wire >= 0) {
      const rest = `${reply === undefined ? "" : `${reply} `}`;
      assert(textOf(buffer.subarray(wire, end + 2)).startsWith(rest), "the wire does not begin with the reply");
    }
    const headers = latin1(buffer.subarray(start, start + headerSize));
    const payload = latin1(buffer.subarray(start + headerSize, end));
    const to = `${only ? "only" : "all"}[${queues}]`;
    this.calls.push(`message ${account} ${subject} ${reply ?? "∅"} ${to} ${headers}|${payload}`);
  }

  fault(text: string): void {
    this.calls.push(`fault ${text}`);
  }
}

/** What a parser calls for a stream that comes in chunks, presented as connections do: what is left over with more behind. */
export function parse(chunks: readonly Uint8Array[], open = true): string[] {
  const recording = new Recording();
  const parser = new NodeParser(recording);
  parser.open = open;
  let left = new Uint8Array(0);
  for (const chunk of chunks) {
    const all = new Uint8Array(left.length + chunk.length);
    all.set(left);
    all.set(chunk, left.length);
    let used = 0;
    do used = parser.consume(all, used); while (parser.unfinished);
    assert(used <= all.length, "more was used than there is");
    left = all.slice(used);
  }
  return recording.calls;
}
