/** What the bytes of another node mean, one call for each frame. Called by the parser, in order. */
export interface Frames {
  /** A line of the handshake: `NODE`, `AUTH`, `+OK`; without its line end. */
  opening(line: string): void;
  /** `-ERR`: the other node ends the link, for this reason. */
  refused(reason: string): void;
  /** `PING`. */
  ping(): void;
  /** `PONG`. */
  pong(): void;
  /** `PEERS`, with its text of JSON. */
  peers(json: string): void;
  /** `S+`, and `S-` where `count` is 0: how many there want a subject, in a queue group or each for themselves. */
  wish(account: string, subject: string, queue: string | undefined, count: number): void;
  /**
   * `M` or `X` is complete. The bytes of headers and payload are those of `buffer` from `start` to `end`, followed by CR
   * LF. `wire` is where the end of a NATS control line for just these bytes begins, or -1. `queues` are the groups of
   * which one member is to get it; with `only`, nobody else is.
   */
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
  ): void;
  /** The bytes are wrong, in these words; nothing more is parsed. */
  fault(text: string): void;
}
