import { ANNOUNCED_VERSION } from "../../transports/protocols/nats/info.ts";
import type { HubInfo } from "../../transports/protocols/leaf/hub_info.ts";
import { publicKeyOf, signWithSeed } from "../auth/nkeys.ts";
import type { LeafAddress } from "./leaf_address.ts";
import type { LeafSettings } from "./_settled.ts";

/** What is said in `CONNECT`. There are secrets in it: it is sent and nothing else. */
export async function connectFields(
  settings: LeafSettings,
  { credentials }: LeafAddress,
  hub: HubInfo,
  secured: boolean,
): Promise<Record<string, unknown>> {
  const { name, id, cluster, account, denyImports, nkeySeed } = settings;
  const named = credentials.user !== undefined || credentials.token !== undefined;
  const { user, password, token } = named ? credentials : settings;
  return {
    version: ANNOUNCED_VERSION,
    name,
    server_id: id,
    cluster,
    headers: true,
    tls_required: secured,
    remote_account: account,
    ...denyImports.length === 0 ? {} : { deny_pub: denyImports },
    ...user === undefined ? {} : { user, pass: password ?? "" },
    ...token === undefined ? {} : { auth_token: token },
    ...nkeySeed === undefined || named ? {} : await signed(nkeySeed, hub),
  };
}

async function signed(seed: string, { nonce }: HubInfo): Promise<Record<string, unknown>> {
  if (nonce === undefined) throw new Error("it gives nothing to sign, so that a key is of no use");
  return { nkey: await publicKeyOf(seed), sig: await signWithSeed(seed, nonce) };
}
