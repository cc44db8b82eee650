import type { ArmName } from "./_arms.ts";
import { catalogue, concurrencyTargets } from "./_catalogue.ts";
import type { Extra } from "./_extra.ts";
import type { Outcome } from "./_measure.ts";
import type { Name } from "./_sizes.ts";
import { geometricMean, summarize, type Summary } from "./_statistics.ts";

/** The figure of one arm in one row: operations per second, or what the catalogue names instead. */
export interface Figure extends Summary {
  /** How many iterations it is made of. */
  readonly iterations: number;
  /** Medians of what the arm reported beside its time. */
  readonly extra: Extra;
}

/** What became of one arm in one row. */
export type Cell = Figure | { readonly missing: string } | { readonly failed: string };

/** Ours beside a peer: above 1 is better than the peer. */
export interface Comparison {
  readonly ratio: number;
  /** The wanted ratio, where this row has one of its own. */
  readonly target: number | undefined;
}

/** One benchmark, all arms. */
export interface Row {
  readonly benchmark: Name;
  readonly set: string;
  readonly unit: string;
  readonly size: Readonly<Record<string, number>>;
  readonly cells: Readonly<Partial<Record<ArmName, Cell>>>;
  readonly against: Readonly<Partial<Record<Peer, Comparison>>>;
}

/** Those that have targets. */
export type Peer = "erlang" | "nact";

/** Those that have targets, in the order of the table. */
export const peers: readonly Peer[] = ["erlang", "nact"];

/** Turns the outcomes of an arm's processes into its figure. */
export function figure(benchmark: Name, operations: number, outcomes: readonly Outcome[]): Figure {
  const milliseconds = outcomes.flatMap((outcome) => outcome.milliseconds);
  const extras = outcomes.flatMap((outcome) => outcome.extras);
  const keys = Object.keys(extras[0] ?? {});
  const extra = Object.fromEntries(keys.map((key) => [key, summarize(extras.map((each) => each[key]!)).median]));
  const named = catalogue[benchmark].figure;
  const values = named === undefined
    ? milliseconds.map((time) => operations / time * 1_000)
    : extras.map((each) => each[named]!);
  return { ...summarize(values), iterations: values.length, extra };
}

/** Compares ours with each peer, as far as both were measured. */
export function compare(benchmark: Name, cells: Row["cells"]): Row["against"] {
  const against: Partial<Record<Peer, Comparison>> = {};
  const { figure: named, targets } = catalogue[benchmark];
  for (const peer of peers) {
    const [our, their] = [median(cells.ours), median(cells[peer])];
    if (our === undefined || their === undefined) continue;
    against[peer] = { ratio: named === undefined ? our / their : their / our, target: targets?.[peer] };
  }
  return against;
}

/** The geometric mean of the concurrency set against one peer, over the `of` rows that were compared. */
export function concurrencyMean(rows: readonly Row[], peer: Peer): (Comparison & { readonly of: number }) | undefined {
  const compared = rows.filter((row) => row.set === "concurrency" && row.against[peer] !== undefined);
  if (compared.length === 0) return undefined;
  const ratio = geometricMean(compared.map((row) => row.against[peer]!.ratio));
  return { ratio, target: concurrencyTargets[peer], of: compared.length };
}

function median(cell: Cell | undefined): number | undefined {
  return cell !== undefined && "median" in cell ? cell.median : undefined;
}
