import { publicKeyOf, signWithSeed } from "../../server/auth/nkeys.ts";

/** Who a client says it is: with a password, a token, or the seed of a key that it signs with. */
export interface Credentials {
  readonly user?: string | undefined;
  /** Without one, and without `seed` or `token`, `user` is a token. */
  readonly password?: string | undefined;
  readonly token?: string | undefined;
  readonly seed?: string | undefined;
}

/** What `CONNECT` says of it; `nonce` is what the server wants signed. */
export async function credentialsJson(
  { user, password, token, seed }: Credentials,
  nonce: string | undefined,
): Promise<Record<string, string | undefined>> {
  if (seed !== undefined) {
    if (nonce === undefined) throw new Error("Cannot sign in with a key: the server wants nothing signed");
    return { nkey: await publicKeyOf(seed), sig: await signWithSeed(seed, nonce) };
  }
  if (token !== undefined) return { auth_token: token };
  return password === undefined ? { auth_token: user } : { user, pass: password };
}
