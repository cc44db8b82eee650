import type { Grant } from "../../actors/routing/access/authenticator.ts";
import { DEFAULT_ACCOUNT } from "../../actors/routing/router.ts";
import { Permissions } from "../../actors/routing/access/permissions.ts";
import { isPublicUserKey } from "./nkeys.ts";
import type { AuthOptions, UserOptions } from "./options.ts";
import { Secret } from "./secret.ts";

/** Somebody who may connect. */
export interface Entry {
  /** How the entry is found again in other options. */
  readonly key: string;
  /** What must be shown; without one, a certificate or a signature. */
  readonly secret: Secret | undefined;
  /** What whoever shows it gets. */
  readonly grant: Grant;
}

/** All who may connect, found by what they say they are. */
export interface Users {
  readonly byName: ReadonlyMap<string, Entry>;
  readonly byKey: ReadonlyMap<string, Entry>;
  readonly token: Entry | undefined;
  /** Who shows nothing. */
  readonly anonymous: Entry | undefined;
  /** The entries by their keys. */
  readonly all: ReadonlyMap<string, Entry>;
  /** The highest cost of checking a password, as bcrypt counts. */
  readonly cost: number;
}

/**
 * Puts users where they are found.
 *
 * @throws {TypeError} when options contradict each other or one cannot be used
 */
export function usersOf(options: AuthOptions): Users {
  const { token, user, password, users = [], noAuthUser, defaultPermissions } = options;
  const list = [...users];
  const single = user !== undefined || password !== undefined;
  if (single) {
    if (user === undefined || password === undefined) throw wrong("user without password", "both or none");
    list.push({ user, password });
  }
  if (token !== undefined && list.length > 0) throw wrong("token with users", "one or the other");
  if (single && users.length > 0) throw wrong("user with users", "one or the other");
  const standard = defaultPermissions === undefined ? undefined : new Permissions(defaultPermissions);
  const byName = new Map<string, Entry>();
  const byKey = new Map<string, Entry>();
  for (const each of list) {
    const entry = entryOf(each, standard);
    const [map, name] = each.nkey === undefined ? [byName, each.user!] as const : [byKey, each.nkey] as const;
    if (map.has(name)) throw wrong(`the user ${JSON.stringify(name)} twice`, "each once");
    map.set(name, entry);
  }
  const shared: Entry | undefined = token === undefined ? undefined : {
    key: "token",
    secret: new Secret(token),
    grant: { user: "", account: DEFAULT_ACCOUNT, permissions: standard },
  };
  const likeness = noAuthUser === undefined ? undefined : byName.get(noAuthUser) ?? byKey.get(noAuthUser);
  if (noAuthUser !== undefined && likeness === undefined) {
    throw wrong(`noAuthUser ${JSON.stringify(noAuthUser)}`, "one of the users");
  }
  // A grant of its own: it is lost when this user is another one's likeness no more.
  const anonymous = likeness && { key: `anonymous ${likeness.key}`, secret: undefined, grant: { ...likeness.grant } };
  const entries = [...byName.values(), ...byKey.values(), shared, anonymous].filter((entry) => entry !== undefined);
  return {
    byName,
    byKey,
    token: shared,
    anonymous,
    all: new Map(entries.map((entry) => [entry.key, entry])),
    cost: Math.max(0, ...entries.map(({ secret }) => secret?.cost ?? 0)),
  };
}

function entryOf(options: UserOptions, standard: Permissions | undefined): Entry {
  const { user, password, nkey, account = DEFAULT_ACCOUNT } = options;
  const permissions = options.permissions === undefined ? standard : new Permissions(options.permissions);
  if (nkey === undefined) {
    if (user === undefined || user === "") throw wrong("a user without a name", "user, or nkey");
    const secret = password === undefined ? undefined : new Secret(password);
    return { key: `user ${user}`, secret, grant: { user, account, permissions } };
  }
  if (password !== undefined) throw wrong("nkey with password", "one or the other");
  if (!isPublicUserKey(nkey)) {
    throw wrong(`nkey ${JSON.stringify(nkey)}`, "the public key of a user, which begins with U");
  }
  return { key: `nkey ${nkey}`, secret: undefined, grant: { user: user ?? nkey, account, permissions } };
}

function wrong(what: string, wanted: string): TypeError {
  return new TypeError(`Cannot let users in: there is ${what}, wanted ${wanted}`);
}
