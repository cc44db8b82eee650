import type { PermissionRules } from "../../actors/routing/access/permission_rules.ts";
import type { AuthOptions, UserOptions } from "../auth/options.ts";
import { usersOf } from "../auth/users.ts";
import { ConfigError } from "./config_error.ts";
import { block, type Keys, number, type Read, readBlock, text, time } from "./kinds.ts";
import { permissions } from "./permissions.ts";
import type { Settings } from "./settings.ts";
import type { ConfigBlock, ConfigValue } from "./value.ts";

type Draft<T> = { -readonly [K in keyof T]: T[K] };

/** One of the users, or of an account. */
interface AccountDraft {
  users: UserOptions[];
  defaults?: PermissionRules;
}

/** A text that is never shown, and that a number would not be the same as. */
function secret<T>(set: (into: T, text: string) => void): Read<T> {
  return (into, { value }, { fail }) => {
    if (typeof value !== "string") throw fail("a text in quotes");
    set(into, value);
  };
}

const name = text<Draft<UserOptions>>((into, user) => into.user = user);
const password = secret<Draft<UserOptions>>((into, password) => into.password = password);
const rights = permissions<Draft<UserOptions>>((into, rules) => into.permissions = rules);
const USER: Keys<Draft<UserOptions>> = {
  user: name,
  username: name,
  pass: password,
  password,
  nkey: text((into, nkey) => into.nkey = nkey),
  permission: rights,
  permissions: rights,
  authorization: rights,
};

/** A list of users; each is tried out, so that a mistake is told with its line. */
function users<T>(set: (into: T, users: UserOptions[]) => void): Read<T> {
  return (into, { value }, { path, fail }) => {
    if (!Array.isArray(value)) throw fail("a list of users");
    set(
      into,
      (value as readonly ConfigValue[]).map((each) => {
        if (!(each.value instanceof Map)) throw fail("a list of blocks in braces");
        const user = readBlock<Draft<UserOptions>>(each.value as ConfigBlock, USER, {}, `${path}.`);
        tried({ users: [user] }, fail);
        return user;
      }),
    );
  };
}

function tried(options: AuthOptions, fail: (wanted: string) => Error): void {
  try {
    usersOf(options);
  } catch (error) {
    throw fail(`what can be used: ${error instanceof Error ? error.message : error}`);
  }
}

type AuthDraft = Draft<AuthOptions>;
const defaults = permissions<AuthDraft>((into, rules) => into.defaultPermissions = rules);
const single = text<AuthDraft>((into, user) => into.user = user);
const word = secret<AuthDraft>((into, password) => into.password = password);
const AUTHORIZATION: Keys<AuthDraft> = {
  user: single,
  username: single,
  pass: word,
  password: word,
  token: secret((into, token) => into.token = token),
  users: users((into, users) => into.users = [...users, ...into.users ?? []]),
  timeout: time((into, span) => into.timeout = span, 1),
  max_failures: number((into, count) => into.maxFailures = count === 0 ? Infinity : count),
  default_permission: defaults,
  default_permissions: defaults,
  permissions: defaults,
};

const shared = permissions<AccountDraft>((into, rules) => into.defaults = rules);
const ACCOUNT: Keys<AccountDraft> = {
  users: users((into, users) => into.users = users),
  default_permissions: shared,
};

function auth(into: Settings): AuthDraft {
  return into.auth ??= {};
}

/** The block `authorization`. */
export const authorization: Read<Settings> = (into, value, at) => {
  block<Settings, AuthDraft>(() => AUTHORIZATION, auth)(into, value, at);
};

/** The block `accounts`, or a list of their names. */
export const accounts: Read<Settings> = (into, { value }, { path, fail }) => {
  if (Array.isArray(value)) {
    const names = (value as readonly ConfigValue[]).map((each) => String(each.value));
    into.accounts = [...into.accounts ?? [], ...names];
    return;
  }
  if (!(value instanceof Map)) throw fail("a block in braces, or a list of names");
  for (const [account, each] of value as ConfigBlock) {
    if (each.variable) continue;
    if (!(each.value instanceof Map)) throw fail("a block in braces for each account");
    const draft = readBlock<AccountDraft>(each.value as ConfigBlock, ACCOUNT, { users: [] }, `${path}.${account}.`);
    const own = draft.defaults === undefined ? {} : { permissions: draft.defaults };
    into.accounts = [...into.accounts ?? [], account];
    const options = auth(into);
    options.users = [...options.users ?? [], ...draft.users.map((user) => ({ ...own, ...user, account }))];
  }
};

/** The user that those are taken for who show nothing. */
export const noAuthUser: Read<Settings> = text((into, user) => auth(into).noAuthUser = user);

/** Tries out all that a file says of users together. */
export function checkAuth({ auth }: Settings, file: ConfigBlock): void {
  if (auth === undefined) return;
  const [key, at] = [...file].find(([key]) => KEYS.includes(key.toLowerCase())) ?? ["authorization", undefined];
  tried(auth, (wanted) => new ConfigError(at?.file ?? "", at?.line ?? 0, `cannot use ${key}: wanted ${wanted}`));
}

const KEYS: readonly string[] = ["authorization", "accounts", "no_auth_user"];
