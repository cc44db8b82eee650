import { HELP, isTrackerName, LONGEST_LEASE, type TrackerRefusal } from "./request.ts";
import { parseNodeAddress } from "./node_address.ts";

/** A node as a tracker knows it. */
export interface TrackedNode {
  /** Its name, unique in its cluster. */
  readonly id: string;
  /** Where others dial it: `HOST:PORT` or `[IPV6]:PORT`. */
  readonly address: string;
}

/** A cluster as a tracker knows it. */
export interface TrackedCluster {
  /** What it is called. */
  readonly name: string;
  /** How many nodes are in it. */
  readonly nodes: number;
}

/** What a tracker answers. */
export type TrackerAnswer =
  /** To an announcement: good for so many seconds. */
  | { readonly type: "granted"; readonly lease: number }
  /** To a `LEAVE`. */
  | { readonly type: "left" }
  | { readonly type: "peers"; readonly peers: readonly TrackedNode[] }
  | { readonly type: "clusters"; readonly clusters: readonly TrackedCluster[] }
  | { readonly type: "help" }
  | { readonly type: "bye" }
  | TrackerRefusal;

/** An answer as lines without their ends. */
export function formatAnswer(answer: TrackerAnswer): readonly string[] {
  switch (answer.type) {
    case "granted":
      return [`OK ${answer.lease}`];
    case "left":
      return ["OK"];
    case "peers":
      return listed(answer.peers.map(({ id, address }) => `PEER ${id} ${address}`));
    case "clusters":
      return listed(answer.clusters.map(({ name, nodes }) => `CLUSTER ${name} ${nodes}`));
    case "help":
      return listed(HELP.map((line) => `* ${line}`));
    case "bye":
      return ["BYE"];
    case "refused":
      return [`! ${answer.text}`];
  }
}

function listed(lines: string[]): string[] {
  return [...lines, `END ${lines.length}`];
}

/** One line of an answer, as a client sees it. */
export type AnswerLine =
  | { readonly type: "granted"; readonly lease: number }
  | { readonly type: "left" }
  | { readonly type: "peer"; readonly peer: TrackedNode }
  | { readonly type: "cluster"; readonly cluster: TrackedCluster }
  /** A text for people. */
  | { readonly type: "text"; readonly text: string }
  /** The end of a list of so many lines. */
  | { readonly type: "end"; readonly count: number }
  | { readonly type: "bye" }
  | TrackerRefusal;

/** What a line without its end answers; `undefined` where no tracker would say such a thing. */
export function parseAnswer(line: string): AnswerLine | undefined {
  if (line.startsWith("! ")) return { type: "refused", text: line.slice(2) };
  if (line.startsWith("* ")) return { type: "text", text: line.slice(2) };
  const [verb, first = "", second = "", ...more] = line.split(" ");
  if (more.length > 0) return undefined;
  const [least, most] = [Number(first !== ""), Number(second !== "")];
  switch (verb) {
    case "OK":
      if (line === "OK") return { type: "left" };
      return most === 0 && isCount(first, 1, LONGEST_LEASE) ? { type: "granted", lease: Number(first) } : undefined;
    case "PEER":
      if (!isTrackerName(first) || parseNodeAddress(second) === undefined) return undefined;
      return { type: "peer", peer: { id: first, address: second } };
    case "CLUSTER":
      if (!isTrackerName(first) || !isCount(second, 1, 1e9)) return undefined;
      return { type: "cluster", cluster: { name: first, nodes: Number(second) } };
    case "END":
      return most === 0 && isCount(first, 0, 1e9) ? { type: "end", count: Number(first) } : undefined;
    case "BYE":
      return least === 0 ? { type: "bye" } : undefined;
    default:
      return undefined;
  }
}

function isCount(text: string, least: number, most: number): boolean {
  return /^\d{1,10}$/.test(text) && Number(text) >= least && Number(text) <= most;
}
