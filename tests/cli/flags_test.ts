import { assertEquals, assertThrows } from "@std/assert";
import {
  choice,
  flag,
  integer,
  port,
  readArguments,
  readFlags,
  repeated,
  seconds,
  switched,
  text,
} from "../../cli/flags.ts";
import { UsageError } from "../../cli/usage_error.ts";

const FLAGS = {
  "host": flag(text, "HOST", "where", "127.0.0.1"),
  "line": flag(port, "PORT", "which", 9_000),
  "idle": flag(integer(1, 100, "seconds from 1 to 100"), "SECONDS", "how long", 60),
  "log": flag(choice(["error", "warn", "info"] as const), "LEVEL", "how much", "info" as const),
  "no-line": switched("not"),
};

/** Checks that arguments are refused in these words. */
function assertRefused(args: string[], message: string): void {
  const error = assertThrows(() => readFlags(args, FLAGS), UsageError);
  assertEquals(error.message, message);
}

Deno.test("readFlags() fills in what holds without a flag", () => {
  assertEquals(readFlags([], FLAGS), { host: "127.0.0.1", line: 9_000, idle: 60, log: "info", "no-line": false });
});

Deno.test("readFlags() takes a value behind an equals sign or a space", () => {
  const wanted = { host: "::1", line: 0, idle: 100, log: "warn", "no-line": true };
  assertEquals(readFlags(["--host=::1", "--line=0", "--idle=100", "--log=warn", "--no-line"], FLAGS), wanted);
  assertEquals(
    readFlags(["--no-line", "--host", "::1", "--line", "0", "--idle", "100", "--log", "warn"], FLAGS),
    wanted,
  );
});

Deno.test("readFlags() keeps a value's equals signs and blanks", () => {
  assertEquals(readFlags(["--host=a=b c"], FLAGS).host, "a=b c");
});

Deno.test("readFlags() refuses a flag that there is not, and names the nearest", () => {
  assertRefused(["--hosst=x"], "Cannot use --hosst: there is no such flag, did you mean --host?");
  assertRefused(["--noline"], "Cannot use --noline: there is no such flag, did you mean --no-line?");
  assertRefused(["--transparency"], "Cannot use --transparency: there is no such flag, see --help for those there are");
});

Deno.test("readFlags() refuses a word that belongs to no flag", () => {
  assertRefused(["9000"], 'Cannot use the argument "9000": wanted only flags');
  assertRefused(["--no-line", "x"], 'Cannot use the argument "x": wanted only flags');
});

Deno.test("readFlags() refuses a flag that is given twice", () => {
  assertRefused(["--line", "1", "--line=2"], "Cannot use --line 2 times: wanted once");
});

Deno.test("readFlags() refuses a value that is wrong or missing, and says what is wanted", () => {
  const ports = ["65536", "-1", "1.5", "0x10", "1e3", " 1", "http", ""];
  for (const value of ports) {
    assertRefused([`--line=${value}`], `Cannot use --line ${JSON.stringify(value)}: wanted a port from 0 to 65535`);
  }
  assertRefused(["--line"], 'Cannot use --line "": wanted a port from 0 to 65535');
  assertRefused(["--host="], 'Cannot use --host "": wanted a text');
  assertRefused(["--idle=0"], 'Cannot use --idle "0": wanted seconds from 1 to 100');
  assertRefused(["--idle=101"], 'Cannot use --idle "101": wanted seconds from 1 to 100');
  assertRefused(["--log=wran"], 'Cannot use --log "wran": wanted one of error, warn, info; did you mean warn?');
  assertRefused(["--log=everything"], 'Cannot use --log "everything": wanted one of error, warn, info');
});

Deno.test("readFlags() takes the bounds of a number", () => {
  assertEquals(readFlags(["--line=65535", "--idle=1"], FLAGS).line, 65_535);
});

const WORDS = { usage: "SUBJECT [DATA]", least: 1, most: 2 };

Deno.test("readArguments() takes words before, between and behind flags, as they are written", () => {
  const { flags, words } = readArguments(["007", "--host", "h", "1e3", "--no-line"], FLAGS, WORDS);
  assertEquals([flags.host, flags["no-line"], words], ["h", true, ["007", "1e3"]]);
  assertEquals(readArguments(["--no-line", "a", ""], FLAGS, WORDS).words, ["a", ""]);
  assertEquals(readArguments(["a", "-"], FLAGS, WORDS).words, ["a", "-"]);
});

Deno.test("readArguments() takes all behind two dashes for words", () => {
  const { flags, words } = readArguments(["a", "--idle=1", "--", "--idle=2"], FLAGS, WORDS);
  assertEquals([flags.idle, words], [1, ["a", "--idle=2"]]);
  assertRefused(["--", "lobby"], 'Cannot use the argument "lobby": wanted only flags');
});

Deno.test("readArguments() refuses words too many and too few, and says which are wanted", () => {
  const refused = (args: string[], message: string, words = WORDS) => {
    assertEquals(assertThrows(() => readArguments(args, FLAGS, words), UsageError).message, message);
  };
  refused([], "Cannot do with no arguments: wanted SUBJECT [DATA]");
  refused(["a"], 'Cannot do with only "a": wanted A B', { usage: "A B", least: 2, most: 2 });
  refused(["a", "b", "c d"], 'Cannot use the argument "c d": wanted SUBJECT [DATA]');
  refused(["a", "-5"], "Cannot use -5: there is no such flag, what begins with a dash and is none goes behind --");
});

Deno.test("readArguments() puts together the values of a flag that is repeated", () => {
  const flags = { line: repeated(port, "PORT", "which") };
  assertEquals(readFlags([], flags), { line: [] });
  assertEquals(readFlags(["--line=1", "--line", "2", "--line=1"], flags), { line: [1, 2, 1] });
  assertThrows(() => readFlags(["--line=1", "--line=x"], flags), UsageError, 'Cannot use --line "x"');
});

Deno.test("seconds() takes parts of one, and nothing that a timer cannot hold", () => {
  for (const [text, value] of [["0.001", 0.001], ["1", 1], ["2.50", 2.5], ["2073600", 2_073_600]] as const) {
    assertEquals(seconds(text, "timeout"), value);
  }
  for (const text of ["0", "0.0009", "-1", "1e3", ".5", "1.", "", "x", "2073601", "Infinity"]) {
    assertThrows(() => seconds(text, "timeout"), UsageError, "wanted seconds from 0.001");
  }
});
