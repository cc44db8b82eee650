import type { Peer } from "../actors/routing/socket.ts";

/** An address that is open already. */
export interface FirstOpened<T> {
  /** Where it is; with the port it really has. */
  readonly address: Peer;
  /** Takes what is open; later opens it again. */
  readonly open: () => T;
  /** Closes it if nobody has taken it. */
  readonly close: () => void;
}

/**
 * Opens an address at once, so that a failure is the caller's to see, and again after each crash of its actor: then on
 * the port that it had, also where that was a free one.
 */
export function firstOpened<T extends { readonly address: Peer; close(): void }>(
  open: (port: number) => T,
  port: number,
): FirstOpened<T> {
  const opened = open(port);
  let next: T | undefined = opened;
  return {
    address: opened.address,
    open: () => {
      const ready = next ?? open(opened.address.port);
      next = undefined;
      return ready;
    },
    close: () => next?.close(),
  };
}
