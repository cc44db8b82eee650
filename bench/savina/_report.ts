import type { Arm, ArmName, Missing } from "./_arms.ts";
import { catalogue } from "./_catalogue.ts";
import type { Machine } from "./_machine.ts";
import { type Cell, type Comparison, concurrencyMean, peers, type Row } from "./_results.ts";

/** Everything that one command measured. */
export interface Report {
  readonly machine: Machine;
  readonly quick: boolean;
  readonly arms: ReadonlyMap<ArmName, Arm | Missing>;
  readonly rows: readonly Row[];
  /** Counted iterations of an arm that has not fewer. */
  readonly iterations: number;
}

/** The report as one table in Markdown, with the machine above it and notes below. */
export function markdown({ machine, quick, arms, rows, iterations }: Report): string {
  const names = [...arms.keys()];
  const head = [
    `${machine.cpu}, ${machine.cores} cores, ${machine.os}; Deno ${machine.deno} (V8 ${machine.v8})`,
    ...names.map((name) => `${name}: ${describe(arms.get(name)!)}`),
    `${quick ? "Quick form. " : ""}Median of ${iterations} iterations (quartiles), operations per second; higher is ` +
    `better, but for memory. One-core arms ${
      machine.pinnedTo === undefined ? "not pinned" : `pinned to core ${machine.pinnedTo}`
    }.`,
  ];
  const titles = ["benchmark", "counts", ...names, ...peers.map((peer) => `ours / ${peer} (wanted)`)];
  const lines = rows.map((row) => [
    row.benchmark,
    row.unit,
    ...names.map((name) => cell(row, row.cells[name], iterations)),
    ...peers.map((peer) => comparison(row.against[peer])),
  ]);
  const means = peers.map((peer) => concurrencyMean(rows, peer));
  lines.push([
    "**concurrency set**",
    "geometric mean",
    ...names.map(() => ""),
    ...means.map((mean) => comparison(mean) + (mean === undefined ? "" : ` over ${mean.of}`)),
  ]);
  return [...head.map((line) => `- ${line}`), "", ...table([titles, ...lines]), "", ...notes(rows, iterations)].join(
    "\n",
  );
}

/** The report as one JSON object. */
export function json({ machine, quick, arms, rows, iterations }: Report): string {
  const versions = Object.fromEntries([...arms].map(([name, arm]) => [name, "missing" in arm ? null : arm.version]));
  const concurrency = Object.fromEntries(peers.map((peer) => [peer, concurrencyMean(rows, peer) ?? null]));
  return JSON.stringify({ machine, versions, quick, iterations, rows, concurrency }, null, 2);
}

function describe(arm: Arm | Missing): string {
  return "missing" in arm ? `missing, ${arm.missing}` : arm.version;
}

function cell(row: Row, cell: Cell | undefined, iterations: number): string {
  if (cell === undefined || "missing" in cell) return "missing";
  if ("failed" in cell) return "failed";
  const isRate = catalogue[row.benchmark].figure === undefined;
  const show = isRate ? rate : (value: number) => Math.round(value).toLocaleString("en");
  const few = isShort(row, cell, iterations) ? ` ×${cell.iterations}` : "";
  return `${show(cell.median)} (${show(cell.lower)}–${show(cell.upper)})${few}`;
}

/** Whether a rate comes of fewer iterations than the others. */
function isShort({ benchmark }: Row, cell: Cell, iterations: number): boolean {
  return "iterations" in cell && cell.iterations < iterations && catalogue[benchmark].figure === undefined;
}

function comparison(comparison: Comparison | undefined): string {
  if (comparison === undefined) return "—";
  const { ratio, target } = comparison;
  const digits = ratio < 10 ? 2 : 0;
  if (target === undefined) return ratio.toFixed(digits);
  return `${ratio.toFixed(digits)} (≥ ${target}${ratio < target ? ", missed" : ""})`;
}

function rate(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toPrecision(3)} M`;
  return value >= 1e3 ? `${(value / 1e3).toPrecision(3)} k` : value.toPrecision(3);
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) => `| ${row.map((text, column) => text.padEnd(widths[column]!)).join(" | ")} |`;
  const rule = widths.map((width) => "-".repeat(width));
  return [rows[0]!, rule, ...rows.slice(1)].map(line);
}

function notes(rows: readonly Row[], iterations: number): string[] {
  const lines = rows.some((row) => Object.values(row.cells).some((cell) => isShort(row, cell, iterations)))
    ? ["- ×n: only n iterations, because each takes so long"]
    : [];
  for (const { benchmark, cells } of rows) {
    const figures = Object.entries(cells).flatMap(([arm, cell]) => {
      if ("failed" in cell) return [`${arm} failed: ${cell.failed}`];
      if ("missing" in cell) return [];
      const few = Object.entries(cell.extra).filter(([key]) => key !== catalogue[benchmark].figure);
      return few.map(([key, value]) => `${arm} ${Math.round(value).toLocaleString("en")} ${key}`);
    });
    if (figures.length > 0) lines.push(`- ${benchmark}: ${figures.join("; ")}`);
  }
  return lines;
}
