import { readObject } from "../nats/connect_options.ts";

/** Subjects that are allowed and, of those, such that are not. */
export interface HubPermissions {
  /** All subjects, where it is `undefined`. */
  readonly allow: readonly string[] | undefined;
  /** Wins over `allow`. */
  readonly deny: readonly string[];
}

/** What a hub says of itself in `INFO`. What it does not say, or says in a way that makes no sense, is `undefined`. */
export interface HubInfo {
  readonly server_id: string | undefined;
  readonly server_name: string | undefined;
  readonly version: string | undefined;
  /** The name of its cluster. */
  readonly cluster: string | undefined;
  /** Above 0 in the first one. */
  readonly client_id: number | undefined;
  /** To be signed by who has a key. */
  readonly nonce: string | undefined;
  readonly tls_required: boolean;
  readonly headers: boolean;
  /** The most bytes of a message. */
  readonly max_payload: number | undefined;
  /** The leaf ports of its cluster, as `host:port`. */
  readonly leafnode_urls: readonly string[] | undefined;
  /** Whether a second INFO follows CONNECT. */
  readonly info_on_connect: boolean;
  /** Whether this is the second. */
  readonly connect_info: boolean;
  /** What may be subscribed to from here; all, where it is `undefined`. */
  readonly import: HubPermissions | undefined;
  /** What may be published from here; likewise. */
  readonly export: HubPermissions | undefined;
}

/** More addresses than a cluster has are of no use. */
const MOST_URLS = 256;

/** Reads the text of a hub's `INFO`; `undefined` when it is no object of JSON. */
export function readHubInfo(json: string): HubInfo | undefined {
  const given = readObject(json) as Readonly<Record<string, unknown>> | undefined;
  if (given === undefined) return undefined;
  const urls = texts(given.leafnode_urls);
  return {
    server_id: text(given.server_id),
    server_name: text(given.server_name),
    version: text(given.version),
    cluster: text(given.cluster),
    client_id: whole(given.client_id),
    nonce: text(given.nonce),
    tls_required: given.tls_required === true,
    headers: given.headers === true,
    max_payload: whole(given.max_payload),
    leafnode_urls: urls?.slice(0, MOST_URLS),
    info_on_connect: given.info_on_connect === true,
    connect_info: given.connect_info === true,
    import: permissions(given.import),
    export: permissions(given.export),
  };
}

/** Whether the first INFO is that of a port for leaf nodes. */
export function isLeafPort(info: HubInfo): boolean {
  return (info.client_id ?? 0) > 0 && info.leafnode_urls !== undefined;
}

function permissions(value: unknown): HubPermissions | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { allow, deny } = value as Readonly<Record<string, unknown>>;
  return { allow: texts(allow), deny: texts(deny) ?? [] };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function whole(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) > 0 ? value as number : undefined;
}

function texts(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : undefined;
}
