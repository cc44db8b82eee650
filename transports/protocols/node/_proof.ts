import { Buffer } from "node:buffer";
import { createHmac, timingSafeEqual } from "node:crypto";

/** Which end of a link somebody is. */
export type Side = "dialer" | "acceptor";

/**
 * What one side shows for the secret: a code over both opening lines, so that it is good for this one handshake and this
 * side only, and nobody can change what was said in them.
 */
export function proof(secret: string, side: Side, dialer: string, acceptor: string): string {
  return createHmac("sha256", secret).update(`mailroom node 1 ${side}\n${dialer}\n${acceptor}`).digest("hex");
}

/** Whether two proofs are the same, in a time that does not tell where they differ. */
export function sameProof(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
