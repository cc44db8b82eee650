/** Where a service says what happens. Each text is one line without a line end. */
export interface Log {
  /** Something is broken and somebody should look. */
  error(text: string): void;
  /** Something was refused, dropped or lost. */
  warn(text: string): void;
  /** Something worth knowing: an address is listened on, a node has joined. */
  info(text: string): void;
  /** Every connection that comes and goes. */
  debug(text: string): void;
}

/** Says nothing. */
export const silent: Log = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} };
