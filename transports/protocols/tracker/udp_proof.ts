import type { Admission } from "../../../actors/routing/datagram_peers.ts";
import type { Peer } from "../../../actors/routing/socket.ts";
import { cookieAdmission } from "../line/udp_admission.ts";

/** What becomes of a datagram. */
export type Proof =
  /** Its sender hears what it is sent: this is what it asks for. */
  | { readonly type: "proved"; readonly request: Uint8Array }
  /** It may be forged: it is sent this, which is no longer than what it sent. */
  | { readonly type: "answer"; readonly answer: Uint8Array }
  /** It is too short to be answered. */
  | { readonly type: "ignore" };

/** Looks whether the sender of a datagram hears what it is sent. Keeps no state. */
export type UdpProof = (datagram: Uint8Array, from: Peer) => Proof;

const LF = 10;
const JOIN = new TextEncoder().encode("/join ");
const NOTHING = new Uint8Array(0);

/**
 * The cookie rule of {@linkcode cookieAdmission} for every single datagram: its first line is `/join HEX`, the second the
 * request. On the loopback the first line may be left out.
 *
 * Because each has to show the cookie, an address that has proved itself cannot be forged afterwards either.
 *
 * @param now the time in milliseconds
 */
export function udpProof(now?: () => number): UdpProof {
  const admission = cookieAdmission(now);
  return (datagram, from) => {
    const joins = JOIN.every((byte, i) => datagram[i] === byte);
    const end = joins ? datagram.indexOf(LF) : -1;
    const shown = end < 0 ? datagram : datagram.subarray(0, end);
    const verdict = admission(shown, from);
    switch (verdict.type) {
      case "admit":
        if (!joins) return { type: "proved", request: datagram };
        return { type: "proved", request: end < 0 ? NOTHING : datagram.subarray(end + 1) };
      case "answer":
        return verdict.answer.length > datagram.length ? { type: "ignore" } : verdict;
      case "ignore":
        return verdict;
    }
  };
}

/**
 * Lets an address become a peer that has proved itself, with the whole of its datagram: its protocol looks at each of them
 * again, at the first one too.
 */
export function trackerAdmission(proof: UdpProof): Admission {
  return (datagram, from) => {
    const verdict = proof(datagram, from);
    return verdict.type === "proved" ? { type: "admit", first: datagram } : verdict;
  };
}
