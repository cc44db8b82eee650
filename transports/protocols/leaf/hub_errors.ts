/** What an error of the hub means for the link. */
export interface HubVerdict {
  /** Whether the hub ends the link because of it. */
  readonly fatal: boolean;
  /**
   * When to dial again: `soon` by the usual backoff, `late` after the longest wait of it, `pause` after half a minute,
   * because the hub, or who has configured one of the two, needs the time.
   */
  readonly again: "soon" | "late" | "pause";
  /** What may help, for the log. */
  readonly hint?: string;
}

const KNOWN: readonly (readonly [RegExp, HubVerdict])[] = [
  [/^authorization violation/i, { fatal: true, again: "late", hint: "look at user, password or key" }],
  [/^authentication timeout/i, { fatal: true, again: "late" }],
  [/same cluster name/i, { fatal: true, again: "pause", hint: "give the leaf a cluster name of its own" }],
  [/^loop detected/i, { fatal: true, again: "pause", hint: "there are two ways into that cluster" }],
  [/^duplicate remote leafnode/i, { fatal: true, again: "pause", hint: "another node has the same name" }],
  [/^permissions violation/i, { fatal: true, again: "pause" }],
  [/minimum version required/i, { fatal: true, again: "pause" }],
  [/^invalid subscription/i, { fatal: false, again: "soon" }],
  [/^maximum subscriptions exceeded/i, { fatal: false, again: "soon", hint: "some subjects are not heard here" }],
];

/** Judges the text of a hub's `-ERR`. */
export function judge(text: string): HubVerdict {
  return KNOWN.find(([pattern]) => pattern.test(text))?.[1] ?? { fatal: true, again: "soon" };
}
