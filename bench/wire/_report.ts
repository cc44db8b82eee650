import type { Machine } from "../savina/_machine.ts";
import type { Missing } from "./_arms.ts";
import { type Figure, isRate } from "./_catalogue.ts";
import type { Cell } from "./_measure.ts";

/** Everything that one command measured. */
export interface Report {
  readonly machine: Machine;
  readonly quick: boolean;
  readonly runs: number;
  readonly rows: readonly Row[];
}

/** One figure of one shape beside one peer, or what went wrong with the shape. */
export type Row =
  & { readonly key: string; readonly title: string }
  & (
    | {
      readonly figure: Figure["name"];
      /** Which of the cells' figures it is. */
      readonly index: number;
      readonly ours: Cell;
      readonly theirs: Cell | Missing;
      readonly target: number | null;
      /** `null` where there is nothing to reach, or nobody to compare with. */
      readonly met: boolean | null;
    }
    | { readonly failed: string }
  );

/** Whether a ratio of this figure reaches its target. */
export function reaches(figure: Figure, ratio: number, target: number): boolean {
  return isRate(figure) ? ratio >= target : ratio <= target;
}

/** The report as a table in Markdown, with the machine above it. */
export function markdown({ machine, quick, runs, rows }: Report): string {
  const { pinnedTo } = machine;
  const head = [
    `${machine.cpu}, ${machine.cores} cores, ${machine.os}; Deno ${machine.deno} (V8 ${machine.v8})`,
    `${
      quick ? "Quick form. " : ""
    }Median of ${runs} runs (quartiles) after a warm-up, the servers in turn, each held ` +
    "still while another one runs; ratios ours / theirs run by run, their median",
    pinnedTo === undefined ? "Server and load not pinned" : `Server on core ${pinnedTo}, load on core 0`,
    "CPU: nanoseconds of the server's processor time for each delivery or request, ours and theirs (in brackets how " +
    "much of the time it was at work: well below 100 % it waited for the load generator)",
  ];
  const titles = ["shape", "figure", "ours", "peer", "theirs", "ratio", "target", "", "CPU"];
  const body = rows.map((row) => {
    if ("failed" in row) return [row.title, `failed: ${row.failed}`, ...titles.slice(2).map(() => "")];
    const { title, figure, index, ours, theirs, target, met } = row;
    const start = [title, figure, spread(ours, index)];
    const wanted = target === null ? "" : `${isRate({ name: figure, target: {} }) ? "≥" : "≤"} ${target}`;
    if ("missing" in theirs) return [...start, theirs.name, theirs.missing, "", wanted, "", cpu(ours)];
    const ratio = theirs.ratios[index]!.median.toFixed(2);
    const mark = met === null ? "" : met ? "met" : "missed";
    return [...start, theirs.arm, spread(theirs, index), ratio, wanted, mark, `${cpu(ours)}, ${cpu(theirs)}`];
  });
  return [...head.map((line) => `- ${line}`), "", ...table([titles, ...body]), "", ...faults(rows)].join("\n");
}

/** What was lost, a line for each arm of each shape that lost something. */
function faults(rows: readonly Row[]): string[] {
  const lines = rows.flatMap((row) => {
    if ("failed" in row) return [];
    const cells = [row.ours, ...("missing" in row.theirs ? [] : [row.theirs])];
    return cells.filter(({ lost }) => lost !== 0).map(({ arm, lost }) => `- ${row.title}, ${arm}: ${lost} lost`);
  });
  return lines.length > 0 ? [...new Set(lines)] : ["Nothing was lost."];
}

function spread({ figures }: Cell, index: number): string {
  const { lower, median, upper } = figures[index]!;
  return `${short(median)} (${short(lower)}–${short(upper)})`;
}

function cpu({ cpu, busy }: Cell): string {
  return cpu === null || busy === null ? "—" : `${cpu.toFixed(0)} (${(busy * 100).toFixed(0)} %)`;
}

function short(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toPrecision(3)} M`;
  return value >= 1e3 ? `${(value / 1e3).toPrecision(3)} k` : value.toFixed(0);
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) => `| ${row.map((text, column) => text.padEnd(widths[column]!)).join(" | ")} |`;
  const rule = widths.map((width) => "-".repeat(Math.max(3, width)));
  return [rows[0]!, rule, ...rows.slice(1)].map(line);
}
