/** What the bytes of a hub mean, one call for each command. Called by the parser, in order. */
export interface LeafOperations {
  /** `INFO`, with its text of JSON. */
  info(json: string): void;
  /** `PING`. */
  ping(): void;
  /** `PONG`. */
  pong(): void;
  /** `-ERR`, with its text, without the quotes. */
  hubError(text: string): void;
  /** `LS+`: the hub wants a subject, with `weight` members where it is for a queue group. It replaces what was said before. */
  subscribe(subject: string, queue: string | undefined, weight: number): void;
  /** `LS-`: it does not any more. */
  unsubscribe(subject: string, queue: string | undefined): void;
  /**
   * `LMSG` or `HMSG` is complete. The bytes of headers and payload are those of `buffer` from `start` to `end`, followed by
   * CR LF. `queues` are the groups of which one member is to get it; the same groups are the same array most of the time.
   * `wire` is where in `buffer` the size stands, with the reply before it if there is one, separated by single blanks and
   * ended by CR LF: from there on, the bytes can be sent on as they are. -1 where they do not look like that.
   */
  message(
    subject: string,
    reply: string | undefined,
    queues: readonly string[],
    buffer: Uint8Array,
    start: number,
    end: number,
    headerSize: number,
    wire: number,
  ): void;
  /** The bytes are wrong; nothing more is parsed. */
  fault(fault: LeafFault): void;
}

/** What the parser holds a hub to. */
export interface LeafParserLimits {
  /** The longest control line, in bytes, with its CR. */
  readonly maxControlLine: number;
  /** The most bytes of headers and payload. */
  readonly maxPayload: number;
}

/** What is wrong with a hub's bytes. */
export type LeafFault =
  /** No command begins like that, or a payload does not end where it should. */
  | "unknown operation"
  /** The number of arguments, or one of them, is wrong. */
  | "bad arguments"
  /** A control line is too long. */
  | "line too long"
  /** A message is too large. */
  | "message too large";
