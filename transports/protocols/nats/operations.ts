/** What a client's bytes mean, one call for each command. Called by the parser, in order. */
export interface Operations {
  /** `CONNECT`, with its text of JSON. */
  connect(json: string): void;
  /** `INFO`, with its text of JSON. */
  info(json: string): void;
  /** `PING`. */
  ping(): void;
  /** `PONG`. */
  pong(): void;
  /** `-ERR`. */
  clientError(): void;
  /** `SUB`. */
  subscribe(subject: string, queue: string | undefined, sid: string): void;
  /** `UNSUB`; `max` is 0 where there is none. */
  unsubscribe(sid: string, max: number): void;
  /**
   * The control line of `PUB` or `HPUB` has been read; its bytes may not be there yet. Returns whether to go on: `false`
   * when the connection is to end because of it.
   */
  announce(subject: string, size: number, headers: boolean): boolean;
  /**
   * `PUB` or `HPUB` is complete. The bytes of headers and payload are those of `buffer` from `start` to `end`, followed by
   * CR LF. `wire` is where in `buffer` the size stands, with the reply before it if there is one, separated by single
   * blanks and ended by CR LF: from there on, the bytes can be sent on as they are. -1 where they do not look like that.
   */
  publish(
    subject: string,
    reply: string | undefined,
    buffer: Uint8Array,
    start: number,
    end: number,
    headerSize: number,
    wire: number,
  ): void;
  /** The bytes are wrong; nothing more is parsed. */
  fault(fault: Fault): void;
}

/** What the parser holds its client to. */
export interface ParserLimits {
  /** The longest arguments of a control line, in bytes. */
  readonly maxControlLine: number;
}

/** What is wrong with a client's bytes. */
export type Fault =
  /** No command begins like that, or a payload does not end where it should. */
  | "unknown-operation"
  /** The number of arguments, or one of them, is wrong. */
  | "bad-arguments"
  /** A control line is too long. */
  | "line-too-long";
