import type { Peer } from "../actors/routing/socket.ts";

/**
 * Opens an address at once, so that a failure is the caller's to see, and again after each crash of its actor: then on
 * the port that it had, also where that was a free one.
 */
export function firstOpened<T extends { readonly address: Peer }>(
  open: (port: number) => T,
  port: number,
): { readonly address: Peer; readonly open: () => T } {
  const opened = open(port);
  let next: T | undefined = opened;
  return {
    address: opened.address,
    open: () => {
      const ready = next ?? open(opened.address.port);
      next = undefined;
      return ready;
    },
  };
}
