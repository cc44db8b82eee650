import { assert, assertEquals, assertFalse, assertLess } from "@std/assert";
import fc from "fast-check";
import { type Command, HELP, isRoom, parseCommand } from "../../../../transports/protocols/line/commands.ts";

Deno.test("parseCommand() reads every command, with blanks around its argument or not", () => {
  const commands: Record<string, Command> = {
    "/join lounge": { type: "join", room: "lounge" },
    "/join   lounge ": { type: "join", room: "lounge" },
    "/join\teu.west": { type: "join", room: "eu.west" },
    "/nick Ada": { type: "nick", name: "Ada" },
    "/nick Zoë": { type: "nick", name: "Zoë" },
    "/who": { type: "who" },
    "/who ": { type: "who" },
    "/rooms": { type: "rooms" },
    "/quit": { type: "quit" },
    "/help": { type: "help" },
  };
  for (const [line, command] of Object.entries(commands)) assertEquals(parseCommand(line), command, line);
});

Deno.test("parseCommand() refuses in one line that names what was said and what was wanted", () => {
  const refusals: Record<string, string> = {
    "/": 'Cannot do "/": wanted one of /join, /nick, /who, /rooms, /quit, /help, /login',
    "/jion lounge": 'Cannot do "/jion lounge": wanted one of /join, /nick, /who, /rooms, /quit, /help, /login',
    "/WHO": 'Cannot do "/WHO": wanted one of /join, /nick, /who, /rooms, /quit, /help, /login',
    "/join": 'Cannot do "/join": wanted /join ROOM with a room name of 1 to 64 characters without blanks, "*" and ">"',
    "/join a b":
      'Cannot do "/join a b": wanted /join ROOM with a room name of 1 to 64 characters without blanks, "*" and ">"',
    "/nick": 'Cannot do "/nick": wanted /nick NAME with a name of 1 to 64 characters without blanks and ":"',
    "/nick a:b": 'Cannot do "/nick a:b": wanted /nick NAME with a name of 1 to 64 characters without blanks and ":"',
    "/who me": 'Cannot do "/who me": /who takes nothing more',
    "/quit\x07": 'Cannot do "/quit\\u0007": wanted one of /join, /nick, /who, /rooms, /quit, /help, /login',
  };
  for (const [line, text] of Object.entries(refusals)) {
    assertEquals(parseCommand(line), { type: "refused", text }, line);
  }
});

Deno.test("parseCommand() answers any line with a command or with one short printable line", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (rest) => {
    const command = parseCommand(`/${new TextDecoder().decode(rest)}`);
    if (command.type !== "refused") return;
    // deno-lint-ignore no-control-regex -- control characters are what must not come through
    assertFalse(/[\x00-\x1f]/.test(command.text), JSON.stringify(command.text));
    assertLess(command.text.length, 400);
  }));
});

Deno.test("isRoom() takes tokens of a subject and nothing that could be a wildcard or a line of its own", () => {
  for (const name of ["lobby", "eu.west", "ünïcode", "a".repeat(64), "x-y_z!"]) assert(isRoom(name), name);
  for (const name of ["", ".", "a.", ".a", "a..b", "*", "a.*", ">", "a.>", "a b", "a\nb", "a\x00", "a".repeat(65)]) {
    assertFalse(isRoom(name), name);
  }
});

Deno.test("HELP has a line for each command", () => {
  assertEquals(HELP.map((line) => line.split(" ")[0]), [
    "/join",
    "/nick",
    "/who",
    "/rooms",
    "/quit",
    "/login",
    "//TEXT",
  ]);
});
