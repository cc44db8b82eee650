import type { Flags } from "./flags.ts";

/** The help of a command: how it is called, and its flags a line each. */
export function helpText(usage: string, about: string, flags: Flags): string {
  const rows = Object.entries(flags).map(([name, flag]) => {
    const left = flag.value === undefined ? `--${name}` : `--${name} ${flag.value}`;
    const { fallback } = flag;
    const silent = flag.value === undefined || fallback === undefined || fallback === Infinity || flag.repeats === true;
    const shown = silent ? "" : ` (${fallback})`;
    return [left, `${flag.help}${shown}`] as const;
  });
  const width = Math.max(...rows.map(([left]) => left.length));
  const lines = rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
  return [`Usage: ${usage}`, "", about, "", ...lines].join("\n");
}
