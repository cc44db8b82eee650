import type { Log } from "../actors/routing/log.ts";

/** How much is logged: each level includes those before it. */
export const LEVELS = ["error", "warn", "info", "debug"] as const;

/** A level of {@linkcode LEVELS}. */
export type Level = typeof LEVELS[number];

const encoder = new TextEncoder();

/** A log on standard error, a line each: time, level, text. */
export function stderrLog(level: Level): Log {
  const most = LEVELS.indexOf(level);
  const line = (name: Level) => (text: string) => {
    if (LEVELS.indexOf(name) > most) return;
    write(`${new Date().toISOString()} ${name} ${text.replaceAll(/[\r\n]+/g, " ")}\n`);
  };
  return { error: line("error"), warn: line("warn"), info: line("info"), debug: line("debug") };
}

/** A log that nobody reads any more must not end the program. */
function write(text: string): void {
  try {
    Deno.stderr.writeSync(encoder.encode(text));
  } catch {
    // There is nowhere left to say so.
  }
}
