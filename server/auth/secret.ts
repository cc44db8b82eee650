import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Buffer } from "node:buffer";
import { type Bcrypt, costOf, COSTS, isBcrypt } from "./bcrypt.ts";

/** Makes what is kept of secrets useless elsewhere. */
const KEY = randomBytes(32);

/** What somebody must show. Of what it was made from nothing is kept but hashes. */
export class Secret {
  /** The bcrypt hash, if it is one. */
  readonly #hash: string | undefined;
  /** A keyed hash of the secret: of one that was right where the secret itself is a bcrypt hash. */
  #digest: Buffer | undefined;
  /** What is being checked, by the keyed hash of what was shown: many who show the same wait for one check. */
  readonly #checks = new Map<string, Promise<boolean | undefined>>();
  /** The same text has the same one, and nothing follows from it. */
  readonly fingerprint: string;

  /**
   * Takes a secret, or a bcrypt hash of it.
   *
   * @throws {TypeError} for a bcrypt hash that cannot be checked here
   */
  constructor(text: string) {
    this.fingerprint = createHmac("sha256", KEY).update(text).digest("hex");
    this.#hash = isBcrypt(text) ? text : undefined;
    this.#digest = this.#hash === undefined ? digest(text) : undefined;
    if (this.#hash !== undefined && costOf(this.#hash) === undefined) {
      throw new TypeError(`Cannot use a bcrypt hash: wanted one of 60 characters with a cost of 4 to ${COSTS.most}`);
    }
  }

  /** What it costs to check it, as bcrypt counts; 0 where it is nothing. */
  get cost(): number {
    return this.#hash === undefined ? 0 : costOf(this.#hash)!;
  }

  /** Whether somebody has shown it; `undefined` when that cannot be told just now. What was right once is known at once. */
  equals(shown: string, bcrypt: Bcrypt, address: string): Promise<boolean | undefined> {
    const other = digest(shown);
    if (this.#digest !== undefined && timingSafeEqual(this.#digest, other)) return Promise.resolve(true);
    if (this.#hash === undefined) return Promise.resolve(false);
    const key = `${address} ${other.toString("hex")}`;
    const running = this.#checks.get(key);
    if (running !== undefined) return running;
    const check = bcrypt.compare(shown, this.#hash, address).then((right) => {
      this.#checks.delete(key);
      if (right === true) this.#digest = other;
      return right;
    });
    this.#checks.set(key, check);
    return check;
  }
}

/** A hash that nothing fits, to spend the same time on somebody who is not there. */
export function emptyHash(cost: number): string {
  return `$2b$${String(cost).padStart(2, "0")}$${createHash("sha256").update(KEY).digest("hex").slice(0, 53)}`;
}

function digest(text: string): Buffer {
  return createHmac("sha256", KEY).update(text).digest();
}
