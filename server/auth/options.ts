import type { PermissionRules } from "../../actors/routing/access/permission_rules.ts";

/** Somebody who may connect: with a name and a password, or with a key. */
export interface UserOptions {
  /** The name. Together with `nkey`, only for people to read. */
  readonly user?: string;
  /** The password, or a bcrypt hash of it as `main.ts passwd` makes them. */
  readonly password?: string;
  /** The public key, `U…`, of somebody who signs instead of showing a password. */
  readonly nkey?: string;
  /** What the user may do. Default: `defaultPermissions`. */
  readonly permissions?: PermissionRules;
  /** Whose subjects the user means: those of one account never meet those of another. Default `$G`. */
  readonly account?: string;
}

/**
 * Who may connect. A token, one user with a password, or any number of users; where none of them is named, everybody may.
 */
export interface AuthOptions {
  /** What all must show. May be a bcrypt hash. */
  readonly token?: string;
  /** The name of the only user. */
  readonly user?: string;
  /** The only user's password. May be a bcrypt hash. */
  readonly password?: string;
  /** All who may connect. */
  readonly users?: readonly UserOptions[];
  /** Who those are taken for that show nothing: the name or the key of one of `users`. Default: they are refused. */
  readonly noAuthUser?: string;
  /** What users may do of whom nothing is said. Default: everything. */
  readonly defaultPermissions?: PermissionRules;
  /** How long a client may take to show something, in milliseconds. Default 2,000. */
  readonly timeout?: number;
  /** Whether the certificate that a client shows in TLS says which user it is, in place of name and password. Default `false`. */
  readonly certificates?: boolean;
  /**
   * How often in a row an address may show something wrong. Then it is refused unheard for a second, after the next failure
   * for two, and so on up to a minute. `Infinity` for no limit. Default 10.
   */
  readonly maxFailures?: number;
}
