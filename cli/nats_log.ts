import type { Log } from "../actors/routing/log.ts";

const encoder = new TextEncoder();

/** The log lines of nats-server, on standard error: what launchers look for. */
export interface NatsLog extends Log {
  /** The last line of a server that cannot start. */
  fatal(text: string): void;
  /** A line about the protocol; only where it was asked for. */
  trace(text: string): void;
}

/** A log in the form of nats-server: process, time, level, text. */
export function natsLog(options: { readonly debug: boolean; readonly trace: boolean }): NatsLog {
  const line = (level: string, on = true) => (text: string) => {
    if (on) write(`[${Deno.pid}] ${stamp(new Date())} [${level}] ${text.replaceAll(/[\r\n]+/g, " ")}\n`);
  };
  return {
    fatal: line("FTL"),
    error: line("ERR"),
    warn: line("WRN"),
    info: line("INF"),
    debug: line("DBG", options.debug),
    trace: line("TRC", options.trace),
  };
}

function stamp(date: Date): string {
  return `${date.toISOString().slice(0, -1).replaceAll("-", "/").replace("T", " ")}000`;
}

/** A log that nobody reads any more must not end the program. */
function write(text: string): void {
  try {
    Deno.stderr.writeSync(encoder.encode(text));
  } catch {
    // There is nowhere left to say so.
  }
}
