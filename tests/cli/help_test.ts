import { assertEquals } from "@std/assert";
import { flag, port, repeated, switched, text } from "../../cli/flags.ts";
import { helpText } from "../../cli/help.ts";

Deno.test("helpText() shows how a command is called and a line for each flag, with what holds without it", () => {
  const flags = {
    "line": flag(port, "PORT", "chat over TCP", 9_000),
    "greeting": flag<string | undefined>(text, "TEXT", "first line", undefined),
    "max-connections": flag(port, "N", "most at once", Infinity),
    "headers": repeated(text, "TEXT", "several"),
    "no-line": switched("no chat over TCP"),
  };
  assertEquals(
    helpText("mailroom serve [FLAGS]", "Routes messages.", flags),
    [
      "Usage: mailroom serve [FLAGS]",
      "",
      "Routes messages.",
      "",
      "  --line PORT          chat over TCP (9000)",
      "  --greeting TEXT      first line",
      "  --max-connections N  most at once",
      "  --headers TEXT       several",
      "  --no-line            no chat over TCP",
    ].join("\n"),
  );
});
