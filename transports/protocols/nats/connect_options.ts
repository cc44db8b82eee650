/** What a client says of itself in `CONNECT`. What it leaves out has the value that the protocol gives it. */
export interface ConnectOptions {
  readonly verbose: boolean;
  readonly pedantic: boolean;
  readonly echo: boolean;
  readonly headers: boolean;
  readonly no_responders: boolean;
  readonly protocol: number;
  readonly name: string;
  readonly lang: string;
  readonly version: string;
  readonly user: string;
  readonly pass: string;
  readonly auth_token: string;
  readonly nkey: string;
  readonly sig: string;
  readonly jwt: string;
  readonly account: string;
  readonly new_account: boolean;
  readonly tls_required: boolean;
}

/** What holds before any `CONNECT`. */
export const BEFORE_CONNECT: ConnectOptions = Object.freeze({
  verbose: true,
  pedantic: true,
  echo: true,
  headers: false,
  no_responders: false,
  protocol: 0,
  name: "",
  lang: "",
  version: "",
  user: "",
  pass: "",
  auth_token: "",
  nkey: "",
  sig: "",
  jwt: "",
  account: "",
  new_account: false,
  tls_required: false,
});

/**
 * What was said last by a client that had said nothing before, and what it meant: clients of one kind say the same.
 * Nothing that tells who somebody is is kept.
 */
let said = "";
let meant = BEFORE_CONNECT;

/**
 * Reads the text of `CONNECT`: `undefined` when it is not an object of JSON or a known key has a value of a wrong type.
 *
 * The rules are those of Go's decoder: keys are known in any case, `null` changes nothing, and what is left out stays as
 * it was `before`.
 */
export function readConnect(json: string, before: ConnectOptions = BEFORE_CONNECT): ConnectOptions | undefined {
  if (before === BEFORE_CONNECT && json === said) return meant;
  const options = optionsOf(json, before);
  if (options === undefined || before !== BEFORE_CONNECT) return options;
  const { user, pass, auth_token, nkey, sig, jwt } = options;
  if (user || pass || auth_token || nkey || sig || jwt) return options;
  said = json;
  return meant = options;
}

function optionsOf(json: string, before: ConnectOptions): ConnectOptions | undefined {
  const given = readObject(json);
  if (given === undefined) return undefined;
  const options: Record<string, unknown> = { ...before };
  for (const [key, value] of Object.entries(given)) {
    const name = Object.hasOwn(BEFORE_CONNECT, key) ? key : key.toLowerCase();
    if (!Object.hasOwn(BEFORE_CONNECT, name) || value === null) continue;
    if (typeof value !== typeof options[name]) return undefined;
    if (typeof value === "number" && !Number.isInteger(value)) return undefined;
    options[name] = value;
  }
  return options as unknown as ConnectOptions;
}

/** An object of JSON; an empty one for `null`, and `undefined` for anything else. */
export function readObject(json: string): object | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return value === null ? {} : typeof value === "object" && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
