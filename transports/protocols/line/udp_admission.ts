import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Admission, Verdict } from "../../../actors/routing/datagram_peers.ts";
import type { Peer } from "../../../actors/routing/socket.ts";

/** How long a cookie is good, in milliseconds: from one to two of these. */
const LIFE = 60_000;
const SIZE = 8;
const JOIN = "/join ";
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * Lets an address in only if it can receive, because the sender of a datagram can be forged.
 *
 * On the loopback everybody is in at once, unless `loopback` says that there it is as elsewhere. Any other address is answered `/cookie HEX` and is in when it sends
 * `/join HEX`. The answer is 24 bytes long, and what is shorter gets none: it is for the asker to fill up its datagram.
 * Nothing is kept of who was answered: the cookie is a keyed hash (HMAC-SHA-256, cut to 8 bytes) of address and minute.
 *
 * @param now the time in milliseconds
 */
export function cookieAdmission(now: () => number = Date.now, loopback: "open" | "proved" = "open"): Admission {
  const key = randomBytes(32);
  const cookie = (peer: Peer, minute: number): string =>
    createHmac("sha256", key).update(`${peer.hostname} ${peer.port} ${minute}`).digest().subarray(0, SIZE).toString(
      "hex",
    );
  return (datagram: Uint8Array, from: Peer): Verdict => {
    if (loopback === "open" && isLoopback(from.hostname)) return { type: "admit", first: datagram };
    const minute = Math.floor(now() / LIFE);
    const shown = shownCookie(datagram);
    if (shown !== undefined && [minute, minute - 1].some((m) => same(shown, cookie(from, m)))) return { type: "admit" };
    return { type: "answer", answer: encoder.encode(`/cookie ${cookie(from, minute)}`) };
  };
}

/** The cookie in `/join HEX`, if that is what it is. */
function shownCookie(datagram: Uint8Array): string | undefined {
  if (datagram.length < JOIN.length + 2 * SIZE || datagram.length > JOIN.length + 2 * SIZE + 2) return undefined;
  return /^\/join ([0-9a-f]{16})\r?\n?$/.exec(decoder.decode(datagram))?.[1];
}

function same(a: string, b: string): boolean {
  return timingSafeEqual(encoder.encode(a), encoder.encode(b));
}

function isLoopback(hostname: string): boolean {
  return hostname === "::1" || /^(::ffff:)?127\./.test(hostname);
}
