import { parseAnswer, type TrackedCluster, type TrackedNode, type TrackerAnswer } from "./answer.ts";
import type { TrackerRequest } from "./request.ts";

/** Options of an {@linkcode AnswerReader}. */
export interface AnswerReaderOptions {
  /** Whether lines may come in any order or not at all, as in datagrams. Default `false`. */
  readonly loose?: boolean;
}

/** The longest list that is taken. */
const MOST = 100_000;

/** Puts the answer to one request together from its lines. */
export class AnswerReader {
  readonly #asked: TrackerRequest["type"];
  readonly #loose: boolean;
  readonly #peers = new Map<string, TrackedNode>();
  readonly #clusters = new Map<string, TrackedCluster>();
  readonly #texts = new Set<string>();
  #count: number | undefined = undefined;

  /** For the answer to such a request. */
  constructor(asked: TrackerRequest["type"], { loose = false }: AnswerReaderOptions = {}) {
    this.#asked = asked;
    this.#loose = loose;
  }

  /**
   * Takes a line without its end; returns the answer as soon as all of it is there.
   *
   * @throws {Error} when it is no part of an answer to the request
   */
  push(text: string): TrackerAnswer | undefined {
    const line = parseAnswer(text);
    switch (line?.type) {
      case "refused":
        return line;
      case "granted":
        if (this.#asked === "announce") return line;
        break;
      case "left":
        if (this.#asked === "leave") return line;
        break;
      case "bye":
        if (this.#asked === "quit") return line;
        break;
      case "peer":
        if (this.#asked !== "peers") break;
        this.#peers.set(line.peer.id, line.peer);
        return this.#whole();
      case "cluster":
        if (this.#asked !== "clusters") break;
        this.#clusters.set(line.cluster.name, line.cluster);
        return this.#whole();
      case "text":
        this.#texts.add(line.text);
        return this.#whole();
      case "end":
        if (this.#asked === "announce" || this.#asked === "leave" || this.#asked === "quit") break;
        this.#count = line.count;
        return this.#whole();
    }
    throw this.#wrong(text);
  }

  #whole(): TrackerAnswer | undefined {
    const { size } = this.#asked === "peers" ? this.#peers : this.#asked === "clusters" ? this.#clusters : this.#texts;
    if (size > MOST) throw new Error(`Cannot take the answer of a tracker: wanted at most ${MOST} lines`);
    if (this.#count === undefined) return undefined;
    if (size < this.#count) {
      if (this.#loose) return undefined;
      throw new Error(`Cannot take the answer of a tracker: it has ${size} lines, wanted ${this.#count}`);
    }
    switch (this.#asked) {
      case "peers":
        return { type: "peers", peers: [...this.#peers.values()] };
      case "clusters":
        return { type: "clusters", clusters: [...this.#clusters.values()] };
      default:
        return { type: "help" };
    }
  }

  #wrong(text: string): Error {
    const shown = JSON.stringify(text.slice(0, 40));
    return new Error(`Cannot take ${shown} from a tracker: wanted an answer to ${this.#asked.toUpperCase()}`);
  }
}
