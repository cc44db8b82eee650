import type { ClientDescription } from "../../../actors/routing/connection_info.ts";
import type { Protocol, Transport } from "../../../actors/routing/protocol.ts";
import { FrameError } from "../framing/frame_error.ts";
import { lines } from "../framing/lines.ts";
import { formatAnswer, type TrackerAnswer } from "./answer.ts";
import { hostOf } from "./node_address.ts";
import { LONGEST_LINE, parseRequest, type TrackerRefusal, type TrackerRequest } from "./request.ts";
import type { UdpProof } from "./udp_proof.ts";

/** Answers one request that came from a host. */
export type Answering = (request: TrackerRequest, hostname: string) => Promise<TrackerAnswer>;

/** The most bytes of an answer that go into one datagram: it shall not be cut into pieces on the way. */
const DATAGRAM = 1_200;
const decoder = new TextDecoder();

/**
 * The tracker's half of the protocol on one connection, or with one address that sends datagrams.
 *
 * Requests are answered one after the other, in order; nothing more is read meanwhile.
 */
export class TrackerProtocol implements Protocol {
  readonly #answer: Answering;
  readonly #proof: UdpProof;
  readonly #decoder = lines({ maxLength: LONGEST_LINE }).decoder();
  #transport!: Transport;
  /** Whether nothing that comes is answered any more. */
  #over = false;

  /** `proof` looks at every datagram; a stream needs none. */
  constructor(answer: Answering, proof: UdpProof) {
    this.#answer = answer;
    this.#proof = proof;
  }

  connected(transport: Transport): void {
    this.#transport = transport;
  }

  received(chunk: Uint8Array): Promise<void> {
    return this.#transport.peer.transport === "udp" ? this.#datagram(chunk) : this.#stream(chunk);
  }

  describe(): ClientDescription {
    return { protocol: "tracker" };
  }

  async #stream(chunk: Uint8Array): Promise<void> {
    const requests: (TrackerRequest | TrackerRefusal)[] = [];
    let failure: TrackerRefusal | undefined;
    try {
      this.#decoder.push(chunk, (line) => {
        const text = decoder.decode(line);
        if (text.trim() !== "") requests.push(parseRequest(text));
      });
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      failure = {
        type: "refused",
        text: `Cannot take a line of more than ${LONGEST_LINE} bytes: wanted a shorter one`,
      };
    }
    for (const request of requests) {
      if (this.#over) return;
      const answer = await this.#dealWith(request);
      // It does not read: there is no use in more.
      if (!this.#transport.write(`${formatAnswer(answer).join("\n")}\n`)) return;
      if (answer.type === "bye") this.#end();
    }
    if (failure === undefined || this.#over) return;
    this.#transport.write(`${formatAnswer(failure).join("\n")}\n`);
    this.#end();
  }

  /** One request a datagram, so that a small one cannot ask for many lists. */
  async #datagram(datagram: Uint8Array): Promise<void> {
    const proof = this.#proof(datagram, this.#transport.peer);
    if (proof.type === "ignore") return;
    if (proof.type === "answer") return void this.#transport.write(proof.answer);
    const text = decoder.decode(proof.request).replace(/\r?\n$/, "");
    if (text === "") return;
    const answer = await this.#dealWith(readDatagram(text, proof.request.length));
    for (const part of datagrams(formatAnswer(answer))) this.#transport.write(part);
  }

  #dealWith(request: TrackerRequest | TrackerRefusal): TrackerAnswer | Promise<TrackerAnswer> {
    switch (request.type) {
      case "refused":
      case "help":
        return request;
      case "quit":
        return { type: "bye" };
      default:
        return this.#answer(request, hostOf(this.#transport.peer)).catch(() => ({
          type: "refused",
          text: "Cannot answer: the tracker is too busy, try again",
        }));
    }
  }

  #end(): void {
    this.#over = true;
    this.#transport.close();
  }
}

function readDatagram(text: string, size: number): TrackerRequest | TrackerRefusal {
  if (size > LONGEST_LINE) {
    return { type: "refused", text: `Cannot take a request of ${size} bytes: wanted at most ${LONGEST_LINE}` };
  }
  if (text.includes("\n")) return { type: "refused", text: "Cannot take several lines: wanted one request a datagram" };
  return parseRequest(text);
}

/** Lines put together to datagrams; none is cut. */
function datagrams(all: readonly string[]): string[] {
  const parts: string[] = [];
  let part = "";
  for (const line of all) {
    if (part.length + line.length + 1 > DATAGRAM) {
      parts.push(part);
      part = "";
    }
    part += `${line}\n`;
  }
  return [...parts, part];
}
