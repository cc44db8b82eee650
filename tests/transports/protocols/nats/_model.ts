import type { Held } from "./_recorded.ts";

const VERBS = ["PUB", "HPUB", "SUB", "UNSUB", "PING", "PONG", "CONNECT", "INFO", "+OK", "-ERR"];

/**
 * A second, naive description of what the parser should call for a stream, read at one go from a string of ASCII
 * characters.
 */
export function expected(stream: string, held: Held): string[] {
  const calls: string[] = [];
  let rest = stream;
  while (rest !== "") {
    const verb = VERBS.find((verb) => rest.slice(0, verb.length).toUpperCase() === verb);
    if (verb === undefined) {
      if (VERBS.some((verb) => verb.startsWith(rest.toUpperCase()))) return calls;
      return [...calls, "fault unknown-operation"];
    }
    rest = rest.slice(verb.length);
    if (["PING", "PONG", "+OK"].includes(verb)) {
      if (!rest.includes("\n")) return calls;
      rest = rest.slice(rest.indexOf("\n") + 1);
      if (verb !== "+OK") calls.push(verb.toLowerCase());
      continue;
    }
    if (!["CONNECT", "INFO"].includes(verb)) {
      if (rest === "") return calls;
      if (!/^[ \t]/.test(rest)) return [...calls, "fault unknown-operation"];
    }
    rest = rest.replace(/^[ \t]+/, "");
    const end = rest.indexOf("\n", 1);
    const whole = end < 0 ? rest : rest.slice(0, end);
    const line = whole.indexOf("\r", 1) < 0 ? whole : whole.slice(0, -1);
    if (line.length > held.maxControlLine) return [...calls, "fault line-too-long"];
    if (end < 0) return calls;
    rest = rest.slice(end + 1);
    const sizes = command(calls, verb, line, held);
    if (sizes === undefined) continue;
    if (sizes === "end") return calls;
    const { subject, reply, headerSize, size } = sizes;
    if (size < rest.length && rest[size] !== "\r") return [...calls, "fault unknown-operation"];
    if (size + 1 < rest.length && rest[size + 1] !== "\n") return [...calls, "fault unknown-operation"];
    if (rest.length < size + 2) return calls;
    calls.push(`pub ${subject} ${reply ?? "∅"} ${headerSize} ${JSON.stringify(rest.slice(0, size))}`);
    rest = rest.slice(size + 2);
  }
  return calls;
}

interface Sizes {
  readonly subject: string;
  readonly reply: string | undefined;
  readonly headerSize: number;
  readonly size: number;
}

/** What a whole line does; the sizes where a payload follows, and `end` where nothing more is read. */
function command(calls: string[], verb: string, line: string, held: Held): Sizes | "end" | undefined {
  const args = line.split(/[ \t\r\n]+/).filter((arg) => arg !== "");
  const size = (text: string | undefined) => text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : -1;
  const bad = () => {
    calls.push("fault bad-arguments");
    return "end" as const;
  };
  switch (verb) {
    case "CONNECT":
    case "INFO":
      calls.push(`${verb.toLowerCase()} ${line}`);
      return;
    case "-ERR":
      calls.push("error");
      return;
    case "SUB":
      if (args.length !== 2 && args.length !== 3) return bad();
      calls.push(`sub ${args[0]} ${args.length === 3 ? args[1] : "∅"} ${args.at(-1)}`);
      return;
    case "UNSUB":
      if (args.length !== 1 && args.length !== 2) return bad();
      calls.push(`unsub ${args[0]} ${Math.max(0, args.length === 2 ? size(args[1]) : 0)}`);
      return;
  }
  if (/[\r\n]/.test(line)) return bad();
  const least = verb === "HPUB" ? 3 : 2;
  if (args.length !== least && args.length !== least + 1) return bad();
  const total = size(args.at(-1));
  const headerSize = verb === "HPUB" ? size(args.at(-2)) : 0;
  if (total < 0 || headerSize < 0 || headerSize > total) return bad();
  const taken = total <= held.maxPayload;
  calls.push(`${taken ? "announce" : "refuse"} ${args[0]} ${total}${verb === "HPUB" ? " headers" : ""}`);
  if (!taken) return "end";
  return { subject: args[0]!, reply: args.length > least ? args[1] : undefined, headerSize, size: total };
}
