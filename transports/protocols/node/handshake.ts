import { type Hello, helloLine, NODE_PROTOCOL, readHello } from "./hello.ts";
import { proof, sameProof, type Side } from "./_proof.ts";

export type { Side } from "./_proof.ts";

/** Why a node is not let in. The texts are what is said on the wire, so that the other side knows as well. */
export const REFUSALS = {
  malformed: "this is no handshake of nodes",
  version: `another version of the protocol: wanted ${NODE_PROTOCOL}`,
  cluster: "another cluster",
  self: "a node cannot be its own peer",
  secret: "wrong secret",
  duplicate: "linked already",
  timeout: "the handshake took too long",
} as const;

/** A name of one of the {@linkcode REFUSALS}. */
export type Refusal = keyof typeof REFUSALS;

/** What comes of a line. */
export type Step =
  /** Wait for the next line. */
  | { readonly type: "wait"; readonly say?: string }
  /** Ask whether this node is to be let in, and call `granted` if so. Nothing may come before that. */
  | { readonly type: "ask"; readonly what: "reserve" | "admit"; readonly peer: Hello }
  /** The handshake is over, and this is the other side. */
  | { readonly type: "linked"; readonly peer: Hello; readonly say?: string }
  /** It has failed. */
  | { readonly type: "refuse"; readonly why: Refusal };

/**
 * One side of the handshake of two nodes; it does no I/O. The dialer speaks first and proves first that it knows the
 * secret, so that a stranger who dials gets nothing to try secrets on.
 *
 *     dialer    NODE {...}
 *     acceptor              NODE {...}
 *     dialer    AUTH ...
 *     acceptor              AUTH ...
 *     acceptor              +OK
 *     dialer    +OK
 */
export class Handshake {
  readonly #own: Hello;
  readonly #secret: string;
  readonly #side: Side;
  #stage: "hello" | "reserving" | "proof" | "ok" | "admitting" | "linked" | "over" = "hello";
  #peer: Hello | undefined = undefined;
  /** The opening lines of both, as they were said. */
  #dialer = "";
  #acceptor = "";

  constructor(own: Hello, secret: string, side: Side) {
    this.#own = own;
    this.#secret = secret;
    this.#side = side;
  }

  /** Who the other side says it is; it has proved so once it is `linked`. */
  get peer(): Hello | undefined {
    return this.#peer;
  }

  /** What is said before anything has come. */
  begin(): Step {
    if (this.#side === "acceptor") return { type: "wait" };
    this.#dialer = helloLine(this.#own);
    return { type: "wait", say: `${this.#dialer}\r\n` };
  }

  /** A line without its end. */
  receive(line: string): Step {
    switch (this.#stage) {
      case "hello":
        return this.#hello(line);
      case "proof":
        return this.#proof(line);
      case "ok":
        return this.#ok(line);
      default:
        return this.#refuse("malformed");
    }
  }

  /** What was asked for is granted. */
  granted(): Step {
    const own = () => proof(this.#secret, this.#side, this.#dialer, this.#acceptor);
    if (this.#stage === "reserving") {
      this.#stage = "proof";
      return { type: "wait", say: `AUTH ${own()}\r\n` };
    }
    if (this.#stage !== "admitting") return this.#refuse("malformed");
    if (this.#side === "dialer") return this.#linked("+OK\r\n");
    this.#stage = "ok";
    return { type: "wait", say: `AUTH ${own()}\r\n+OK\r\n` };
  }

  #hello(line: string): Step {
    const peer = readHello(line);
    if (peer === undefined) return this.#refuse("malformed");
    if (peer.protocol !== NODE_PROTOCOL) return this.#refuse("version");
    if (peer.cluster !== this.#own.cluster) return this.#refuse("cluster");
    if (peer.id === this.#own.id || peer.nonce === this.#own.nonce) return this.#refuse("self");
    this.#peer = peer;
    if (this.#side === "dialer") {
      this.#acceptor = line;
      this.#stage = "reserving";
      return { type: "ask", what: "reserve", peer };
    }
    this.#dialer = line;
    this.#acceptor = helloLine(this.#own);
    this.#stage = "proof";
    return { type: "wait", say: `${this.#acceptor}\r\n` };
  }

  #proof(line: string): Step {
    if (!line.startsWith("AUTH ")) return this.#refuse("malformed");
    const other = this.#side === "dialer" ? "acceptor" : "dialer";
    const wanted = proof(this.#secret, other, this.#dialer, this.#acceptor);
    if (!sameProof(line.slice(5), wanted)) return this.#refuse("secret");
    if (this.#side === "acceptor") return this.#admit();
    this.#stage = "ok";
    return { type: "wait" };
  }

  #ok(line: string): Step {
    if (line !== "+OK") return this.#refuse("malformed");
    return this.#side === "dialer" ? this.#admit() : this.#linked();
  }

  #admit(): Step {
    this.#stage = "admitting";
    return { type: "ask", what: "admit", peer: this.#peer! };
  }

  #linked(say?: string): Step {
    this.#stage = "linked";
    return { type: "linked", peer: this.#peer!, ...say === undefined ? {} : { say } };
  }

  #refuse(why: Refusal): Step {
    this.#stage = "over";
    return { type: "refuse", why };
  }
}
