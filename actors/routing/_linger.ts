import type { LostReason } from "./protocol.ts";
import type { Socket } from "./socket.ts";

/**
 * Waits until all has been sent or can no longer be, and the peer has been told that it is over; so many milliseconds at
 * most.
 */
export async function linger(
  outbox: { drained(): Promise<void> },
  socket: Socket,
  reason: LostReason,
  longest: number,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, longest);
  const over = outbox.drained().then(() => socket.finish?.(reason)).catch(() => {});
  await Promise.race([over, promise]);
  clearTimeout(timer);
}
