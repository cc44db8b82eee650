import { lines } from "../../transports/protocols/framing/lines.ts";
import type { TrackerAnswer } from "../../transports/protocols/tracker/answer.ts";
import { AnswerReader } from "../../transports/protocols/tracker/answer_reader.ts";
import { formatRequest, LONGEST_LINE, type TrackerRequest } from "../../transports/protocols/tracker/request.ts";

/** An answer and what was asked for. */
export interface Answered {
  readonly asked: TrackerRequest["type"];
  readonly answer: TrackerAnswer;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A client's half of the protocol on one connection: requests as bytes, and which answer belongs to which. */
export class TrackerTalk {
  readonly #decoder = lines({ maxLength: LONGEST_LINE }).decoder();
  readonly #awaited: { readonly asked: TrackerRequest["type"]; readonly reader: AnswerReader }[] = [];

  /** Whether nothing is awaited. */
  get quiet(): boolean {
    return this.#awaited.length === 0;
  }

  /** The bytes of a request whose answer is awaited from now on. */
  ask(request: TrackerRequest): Uint8Array {
    this.#awaited.push({ asked: request.type, reader: new AnswerReader(request.type) });
    return encoder.encode(`${formatRequest(request)}\n`);
  }

  /**
   * Takes bytes; returns the answers that are whole now.
   *
   * @throws {Error} when they are no answers to what was asked
   */
  read(chunk: Uint8Array): readonly Answered[] {
    const answers: Answered[] = [];
    this.#decoder.push(chunk, (line) => {
      const text = decoder.decode(line);
      const first = this.#awaited[0];
      // Such as why the tracker is about to hang up.
      if (first === undefined) throw new Error(`it said ${JSON.stringify(text.slice(0, 100))} without being asked`);
      const answer = first.reader.push(text);
      if (answer === undefined) return;
      this.#awaited.shift();
      answers.push({ asked: first.asked, answer });
    });
    return answers;
  }
}
