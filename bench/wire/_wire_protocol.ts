/** What the load generator has to know of a protocol to speak it. One object for one run. */
export interface WireProtocol {
  /** After how many messages what is composed begins again; one by default. */
  readonly period?: number;
  /** Whether the server says something to a sender too, which is then not an echo. */
  readonly speaks?: boolean;
  /** Brings a client in: resolves when the server will pass on to it what is sent from then on. */
  join(conn: Deno.Conn, role: "sender" | "receiver"): Promise<void>;
  /** The bytes that a sender writes for `count` messages of `size` bytes each. */
  compose(count: number, size: number): Uint8Array<ArrayBuffer>;
  /**
   * Counts what one receiver gets, of messages of `size` bytes.
   *
   * @param sent What the sender writes again and again, where each byte that arrives is to be compared with it.
   */
  counter(size: number, sent?: Uint8Array): Counter;
}

/** The deliveries to one receiver, looked at no closer than it takes to count them. */
export interface Counter {
  /** Whole deliveries so far. */
  readonly deliveries: number;
  /** Takes the next `length` bytes. Throws an `Error` that says what is wrong with them. */
  consume(bytes: Uint8Array, length: number): void;
}
