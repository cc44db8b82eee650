import {
  type Authenticator,
  type Credentials,
  EVERYBODY,
  type Grant,
} from "../../actors/routing/access/authenticator.ts";
import type { Counters } from "../../actors/routing/counters.ts";
import type { Log } from "../../actors/routing/log.ts";
import { type Peer, peerText } from "../../actors/routing/socket.ts";
import { Attempts } from "./attempts.ts";
import { Bcrypt } from "./bcrypt.ts";
import { certificateNames } from "./certificates.ts";
import { verifySignature } from "./nkeys.ts";
import type { AuthOptions } from "./options.ts";
import { emptyHash } from "./secret.ts";
import { type Entry, type Users, usersOf } from "./users.ts";

const TIMEOUT = 2_000;
const MAX_FAILURES = 10;

/** Who may connect to a server. What holds may be replaced at any time. */
export class Access implements Authenticator {
  readonly #counters: Counters;
  readonly #log: Log;
  readonly #now: () => number;
  readonly #bcrypt = new Bcrypt((why) => this.#log.error(`Cannot check bcrypt hashes: ${why}`));
  readonly #keys = new WeakMap<Grant, Entry>();
  #options!: AuthOptions;
  #users!: Users;
  #attempts!: Attempts;
  #maxFailures = 0;
  #dummy = "";

  /**
   * Lets in whom the options name.
   *
   * @param now the time in milliseconds
   * @throws {TypeError} when options contradict each other or one cannot be used
   * @throws {RangeError} when a number is out of its range
   */
  constructor(
    options: AuthOptions,
    shared: { readonly counters: Counters; readonly log: Log },
    now: () => number = () => performance.now(),
  ) {
    this.#counters = shared.counters;
    this.#log = shared.log;
    this.#now = now;
    this.configure(options);
  }

  /** Lets others in from now on; who is in already is somebody else's matter. Throws as the constructor does. */
  configure(options: AuthOptions): void {
    const { timeout = TIMEOUT, maxFailures = MAX_FAILURES } = options;
    check("timeout", timeout, timeout >= 1 && timeout < 2 ** 31, "milliseconds from 1");
    check("maxFailures", maxFailures, maxFailures >= 1, "a number from 1");
    const users = usersOf(options);
    // Who has failed has not, just because something else has changed.
    if (maxFailures !== this.#maxFailures) this.#attempts = new Attempts(maxFailures, this.#now);
    this.#maxFailures = maxFailures;
    this.#options = options;
    this.#users = users;
    this.#dummy = users.cost === 0 ? "" : emptyHash(users.cost);
    for (const entry of users.all.values()) this.#keys.set(entry.grant, entry);
  }

  /** The accounts that users are in. */
  get accounts(): readonly string[] {
    return [...new Set([...this.#users.all.values()].map(({ grant }) => grant.account))];
  }

  get anonymous(): Grant | undefined {
    if (this.#users.all.size === 0) return EVERYBODY;
    // Where a certificate says who somebody is, showing nothing is nothing special.
    return this.#options.certificates === true ? undefined : this.#users.anonymous?.grant;
  }

  get timeout(): number {
    return this.#options.timeout ?? TIMEOUT;
  }

  get signs(): boolean {
    return this.#users.byKey.size > 0;
  }

  async authenticate(credentials: Credentials, peer: Peer): Promise<Grant | undefined> {
    const { user, password, token, nkey } = credentials;
    const users = this.#users;
    // Without any users, whatever is shown is as good as nothing.
    if (users.all.size === 0) return EVERYBODY;
    const silent = user === "" && password === "" && token === "" && nkey === "";
    if (silent && this.anonymous !== undefined) return this.anonymous;
    if (this.#attempts.refuses(peer.hostname)) {
      this.#counters.add("auth_throttled");
      return undefined;
    }
    const entry = await this.#check(users, credentials, peer);
    if (entry === "busy") {
      this.#counters.add("auth_busy");
      return undefined;
    }
    if (entry !== undefined) {
      this.#attempts.succeeded(peer.hostname);
      // It may have been somebody else's turn while the password was checked.
      return this.renew(entry.grant);
    }
    this.#counters.add("auth_failed");
    this.#log.debug(`${peerText(peer)} is not let in`);
    // Who shows nothing guesses nothing.
    if (!silent) this.#attempts.failed(peer.hostname);
    return undefined;
  }

  renew(grant: Grant): Grant | undefined {
    if (this.#users.all.size === 0) return EVERYBODY;
    const before = this.#keys.get(grant);
    const now = before && this.#users.all.get(before.key);
    if (before === undefined || now === undefined) return undefined;
    const same = now.secret?.fingerprint === before.secret?.fingerprint && now.grant.account === grant.account;
    return same ? now.grant : undefined;
  }

  /** Ends what runs besides. */
  close(): void {
    this.#bcrypt.close();
  }

  async #check(users: Users, shown: Credentials, peer: Peer): Promise<Entry | "busy" | undefined> {
    if (this.#options.certificates === true) {
      const name = certificateNames(peer).find((name) => users.byName.has(name));
      return name === undefined ? undefined : users.byName.get(name);
    }
    if (shown.nkey !== "" && users.byKey.size > 0) {
      const good = await verifySignature(shown.nkey, shown.signature, shown.nonce);
      return good ? users.byKey.get(shown.nkey) : undefined;
    }
    if (users.token !== undefined) return await this.#compare(users.token, shown.token, peer.hostname);
    // Who shows no name is nobody, whatever the time that takes.
    return shown.user === ""
      ? undefined
      : await this.#compare(users.byName.get(shown.user), shown.password, peer.hostname);
  }

  /** Compares what was shown; takes as long for an entry that is not there, or has a password that costs less. */
  async #compare(entry: Entry | undefined, shown: string, from: string): Promise<Entry | "busy" | undefined> {
    const secret = entry?.secret;
    const right = secret === undefined ? false : await secret.equals(shown, this.#bcrypt, from);
    if (right === undefined) return "busy";
    if (right) return entry;
    if (this.#dummy === "" || (secret !== undefined && secret.cost > 0)) return undefined;
    return await this.#bcrypt.compare(shown, this.#dummy, from) === undefined ? "busy" : undefined;
  }
}

function check(name: string, value: number, good: boolean, wanted: string): void {
  if (!good) throw new RangeError(`Cannot let users in with ${name} ${value}: wanted ${wanted}`);
}
