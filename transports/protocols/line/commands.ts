/** What a line that begins with a slash asks for. */
export type Command =
  | { readonly type: "join"; readonly room: string }
  | { readonly type: "nick"; readonly name: string }
  | { readonly type: "who" }
  | { readonly type: "rooms" }
  | { readonly type: "quit" }
  | { readonly type: "help" }
  /** With a token where there is no user. */
  | { readonly type: "login"; readonly user: string; readonly secret: string }
  /** It cannot be done; `text` says what was wrong and what was wanted. */
  | { readonly type: "refused"; readonly text: string };

/** The commands with what they do, a line each. */
export const HELP: readonly string[] = [
  "/join ROOM  leave this room for another",
  "/nick NAME  put your name before your lines",
  "/who        who is in the room",
  "/rooms      which rooms there are",
  "/quit       leave",
  "/login USER PASSWORD, or /login TOKEN  say who you are, where that is asked",
  "//TEXT      say a line that begins with a slash",
];

const NAMES: readonly string[] = ["join", "nick", "who", "rooms", "quit", "help", "login"];
const LONGEST = 64;

/** What a line without its end asks for. The line begins with one slash. */
export function parseCommand(line: string): Command {
  const [name = "", ...words] = line.slice(1).trim().split(/\s+/);
  const argument = words.join(" ");
  switch (name) {
    case "join":
      return isRoom(argument)
        ? { type: "join", room: argument }
        : refused(line, `wanted /join ROOM with a room name of 1 to ${LONGEST} characters without blanks, "*" and ">"`);
    case "nick":
      return isNick(argument)
        ? { type: "nick", name: argument }
        : refused(line, `wanted /nick NAME with a name of 1 to ${LONGEST} characters without blanks and ":"`);
    case "login": {
      const [, user, secret] = /^\/login\s+(\S+)(?:\s+(.*\S))?\s*$/s.exec(line.trim()) ?? [];
      if (user === undefined) {
        return { type: "refused", text: "Cannot log in: wanted /login USER PASSWORD, or /login TOKEN" };
      }
      return secret === undefined ? { type: "login", user: "", secret: user } : { type: "login", user, secret };
    }
    case "who":
    case "rooms":
    case "quit":
    case "help":
      return argument === "" ? { type: name } : refused(line, `/${name} takes nothing more`);
    default:
      return refused(line, `wanted one of ${NAMES.map((name) => `/${name}`).join(", ")}`);
  }
}

/** Whether a name can be a room: tokens of a subject, none of them empty or a wildcard. */
export function isRoom(name: string): boolean {
  // deno-lint-ignore no-control-regex -- control characters are what is to be kept out
  return name.length <= LONGEST && /^[^\s\x00-\x1f\x7f*>.]+(\.[^\s\x00-\x1f\x7f*>.]+)*$/.test(name);
}

function isNick(name: string): boolean {
  // deno-lint-ignore no-control-regex -- control characters are what is to be kept out
  return name.length <= LONGEST && /^[^\s:\x00-\x1f\x7f]+$/.test(name);
}

function refused(line: string, wanted: string): Command {
  const shown = line.length > 40 ? `${line.slice(0, 40)}…` : line;
  return { type: "refused", text: `Cannot do ${JSON.stringify(shown)}: ${wanted}` };
}
