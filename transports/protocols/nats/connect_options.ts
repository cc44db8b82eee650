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

/** Reads the text of `CONNECT`: `undefined` when it is not an object of JSON or a known key has a value of a wrong type. */
export function readConnect(json: string): ConnectOptions | undefined {
  let given: unknown;
  try {
    given = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (typeof given !== "object" || given === null || Array.isArray(given)) return undefined;
  const options: Record<string, unknown> = { ...BEFORE_CONNECT };
  for (const [key, value] of Object.entries(given)) {
    if (!(key in BEFORE_CONNECT) || value === null) continue;
    if (typeof value !== typeof options[key]) return undefined;
    if (typeof value === "number" && !Number.isInteger(value)) return undefined;
    options[key] = value;
  }
  return options as unknown as ConnectOptions;
}
