import type { Machine } from "../savina/_machine.ts";
import type { Cell, Shape } from "./_line_measure.ts";

/** Everything that one command measured. */
export interface LineReport {
  readonly machine: Machine;
  readonly quick: boolean;
  readonly runs: number;
  readonly rows: readonly Row[];
}

/** One shape, or what went wrong with it. */
export type Row = Shape & ({ readonly cells: readonly Cell[] } | { readonly failed: string });

/** The report as a table in Markdown, with the machine above it. */
export function markdown({ machine, quick, runs, rows }: LineReport): string {
  const arms = rows.map((row) => "cells" in row ? row.cells.map(({ arm }) => arm) : []).find((a) => a.length > 0) ?? [];
  const peers = arms.slice(1);
  const head = [
    `${machine.cpu}, ${machine.cores} cores, ${machine.os}; Deno ${machine.deno} (V8 ${machine.v8})`,
    `${
      quick ? "Quick form. " : ""
    }Lines delivered a second, median of ${runs} runs (quartiles), the arms in turn; ratios ` +
    `run by run, their median; server and load ${
      machine.pinnedTo === undefined ? "not pinned" : "each pinned to one core"
    }`,
    "CPU: nanoseconds of the server's processor time for each line delivered",
  ];
  const titles = ["clients", "bytes", ...arms, ...peers.map((peer) => `ours / ${peer}`), `CPU: ${arms.join(", ")}`];
  const body = rows.map((row) => {
    const shape = [`1→${row.receivers}`, String(row.size)];
    if ("failed" in row) return [...shape, `failed: ${row.failed}`, ...titles.slice(3).map(() => "")];
    return [
      ...shape,
      ...row.cells.map(({ rate }) => `${short(rate.median)} (${short(rate.lower)}–${short(rate.upper)})`),
      ...row.cells.slice(1).map(({ ratio }) => `${ratio.median.toFixed(2)}${ratio.median < 1 ? " slower" : ""}`),
      row.cells.map(({ cpu }) => cpu?.toFixed(0) ?? "?").join(", "),
    ];
  });
  return [...head.map((line) => `- ${line}`), "", ...table([titles, ...body]), "", ...faults(rows)].join("\n");
}

function faults(rows: readonly Row[]): string[] {
  const lines = rows.flatMap((row) => {
    const cells = "cells" in row ? row.cells : [];
    const wrong = cells.filter(({ lost, echoed }) => lost !== 0 || echoed !== 0);
    return wrong.map(({ arm, lost, echoed }) =>
      `- 1→${row.receivers}, ${row.size} bytes, ${arm}: ${lost} lines lost, ${echoed} bytes came back to their sender`
    );
  });
  return lines.length > 0 ? lines : ["Nothing was lost, and nothing came back to its sender."];
}

function short(rate: number): string {
  return rate >= 1e6 ? `${(rate / 1e6).toPrecision(3)} M` : `${(rate / 1e3).toPrecision(3)} k`;
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) => `| ${row.map((text, column) => text.padEnd(widths[column]!)).join(" | ")} |`;
  const rule = widths.map((width) => "-".repeat(width));
  return [rows[0]!, rule, ...rows.slice(1)].map(line);
}
