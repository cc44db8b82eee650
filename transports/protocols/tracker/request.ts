import { isAnnounceable } from "./node_address.ts";

/** What a tracker is asked for. */
export type TrackerRequest =
  /** "I am here": for `lease` seconds, or for as long as the tracker grants. */
  | {
    readonly type: "announce";
    readonly cluster: string;
    readonly id: string;
    /** `HOST:PORT`, or `*:PORT` for the host that the tracker sees. */
    readonly address: string;
    readonly lease: number;
    /** Who knows it may renew, change and take back what was announced with it. */
    readonly token?: string;
  }
  /** "I am gone." */
  | { readonly type: "leave"; readonly cluster: string; readonly id: string; readonly token?: string }
  /** Who is in a cluster, but for `except`. */
  | { readonly type: "peers"; readonly cluster: string; readonly except?: string }
  /** Which clusters there are. */
  | { readonly type: "clusters" }
  | { readonly type: "help" }
  | { readonly type: "quit" };

/** A line that cannot be made out; `text` says what was wrong and what was wanted. */
export interface TrackerRefusal {
  /** What it is. */
  readonly type: "refused";
  /** One line of ASCII. */
  readonly text: string;
}

/** The longest line of the protocol, in bytes without its end, in both directions. */
export const LONGEST_LINE = 512;
/** The longest lease that a tracker may grant, in seconds. */
export const LONGEST_LEASE = 86_400;

/** The commands with what they do, a line each. */
export const HELP: readonly string[] = [
  "ANNOUNCE CLUSTER ID HOST:PORT SECONDS [TOKEN]  I am here; again before the time is over",
  "LEAVE CLUSTER ID [TOKEN]                       I am gone",
  "PEERS CLUSTER [ID]                             who is there, but for this one",
  "CLUSTERS                                       which clusters there are",
  "QUIT                                           end the connection",
];

const NAMES = "ANNOUNCE, LEAVE, PEERS, CLUSTERS, HELP, QUIT";
/** How much of a line is shown in a refusal. */
const SHOWN = 40;

/** Whether a text can name a cluster or a node or be a token: 1 to 64 printable characters of ASCII without blanks. */
export function isTrackerName(text: string): boolean {
  return /^[!-~]{1,64}$/.test(text);
}

/** What a line without its end asks for. */
export function parseRequest(line: string): TrackerRequest | TrackerRefusal {
  const [verb = "", ...words] = line.trim().split(/[ \t]+/);
  const [cluster = "", id = "", third, fourth, token] = words;
  switch (verb.toUpperCase()) {
    case "ANNOUNCE":
      if (words.length < 4 || words.length > 5) return refused(line, `wanted ${usage(0)}`);
      return named(line, cluster, id, token) ?? announced(line, cluster, id, third!, fourth!, token);
    case "LEAVE":
      if (words.length < 2 || words.length > 3) return refused(line, `wanted ${usage(1)}`);
      return named(line, cluster, id, third) ?? { type: "leave", cluster, id, ...optional("token", third) };
    case "PEERS":
      if (words.length < 1 || words.length > 2) return refused(line, `wanted ${usage(2)}`);
      return named(line, cluster, words[1]) ?? { type: "peers", cluster, ...optional("except", words[1]) };
    case "CLUSTERS":
    case "HELP":
    case "QUIT":
      if (words.length > 0) return refused(line, `${verb.toUpperCase()} takes nothing more`);
      return { type: verb.toLowerCase() as "clusters" | "help" | "quit" };
    default:
      return refused(line, `wanted one of ${NAMES}`);
  }
}

/** A request as a line without its end. */
export function formatRequest(request: TrackerRequest): string {
  switch (request.type) {
    case "announce": {
      const { cluster, id, address, lease, token } = request;
      return words("ANNOUNCE", cluster, id, address, String(lease), token);
    }
    case "leave":
      return words("LEAVE", request.cluster, request.id, request.token);
    case "peers":
      return words("PEERS", request.cluster, request.except);
    case "clusters":
    case "help":
    case "quit":
      return request.type.toUpperCase();
  }
}

function announced(
  line: string,
  cluster: string,
  id: string,
  address: string,
  seconds: string,
  token: string | undefined,
): TrackerRequest | TrackerRefusal {
  if (!isAnnounceable(address)) return refused(line, "wanted an address HOST:PORT, [IPV6]:PORT or *:PORT");
  const lease = Number(seconds);
  if (!/^\d{1,5}$/.test(seconds) || lease < 1 || lease > LONGEST_LEASE) {
    return refused(line, `wanted whole seconds from 1 to ${LONGEST_LEASE}`);
  }
  return { type: "announce", cluster, id, address, lease, ...optional("token", token) };
}

/** A refusal, if one of these is no name. */
function named(line: string, ...names: readonly (string | undefined)[]): TrackerRefusal | undefined {
  if (names.every((name) => name === undefined || isTrackerName(name))) return undefined;
  return refused(line, "wanted names and tokens of 1 to 64 characters of ASCII without blanks");
}

function optional<K extends string>(key: K, value: string | undefined): { readonly [k in K]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [k in K]?: string };
}

function words(...all: readonly (string | undefined)[]): string {
  return all.filter((word) => word !== undefined).join(" ");
}

function usage(index: number): string {
  return HELP[index]!.replace(/ {2}.*/, "");
}

function refused(line: string, wanted: string): TrackerRefusal {
  // What came is shown in ASCII alone: it goes to terminals, and may be cut within a character.
  const text = line.trim().replaceAll(/[^ -~]/g, "?");
  const shown = text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text;
  return { type: "refused", text: `Cannot do ${JSON.stringify(shown)}: ${wanted}` };
}
