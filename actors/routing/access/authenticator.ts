import { DEFAULT_ACCOUNT } from "../router.ts";
import type { Peer } from "../socket.ts";
import type { Permissions } from "./permissions.ts";

/** What somebody shows to be let in. What was not shown is the empty text. */
export interface Credentials {
  /** The user's name. */
  readonly user: string;
  /** The password that goes with it. */
  readonly password: string;
  /** The token that all share. */
  readonly token: string;
  /** The public key of a user who signs. */
  readonly nkey: string;
  /** The signature of `nonce` with the private one, in base64. */
  readonly signature: string;
  /** What was to be signed; the empty text where nothing was. */
  readonly nonce: string;
}

/** What somebody shows who shows nothing. */
export const NO_CREDENTIALS: Credentials = Object.freeze({
  user: "",
  password: "",
  token: "",
  nkey: "",
  signature: "",
  nonce: "",
});

/** Whoever was let in. */
export interface Grant {
  /** Who it is, for people to read; never a secret. The empty text for somebody without a name. */
  readonly user: string;
  /** Whose subjects are meant. */
  readonly account: string;
  /** What is allowed; `undefined` for everything. */
  readonly permissions: Permissions | undefined;
}

/** Decides who may come in, and as whom. */
export interface Authenticator {
  /** Who comes in without showing anything; `undefined` where nobody does. */
  readonly anonymous: Grant | undefined;
  /** How long somebody may take to show something, in milliseconds. */
  readonly timeout: number;
  /** Whether clients are given something to sign. */
  readonly signs: boolean;
  /**
   * Decides on what somebody shows. Resolves with `undefined` for somebody who is not let in, and takes as long then whether
   * there is such a user or not. Never rejects.
   */
  authenticate(credentials: Credentials, peer: Peer): Promise<Grant | undefined>;
  /** The same grant by what holds now; `undefined` where there is no such user any more, or another secret or account. */
  renew(grant: Grant): Grant | undefined;
}

/** Who asks for it is let in, as nobody in particular, with all rights. */
export const EVERYBODY: Grant = Object.freeze({ user: "", account: DEFAULT_ACCOUNT, permissions: undefined });
