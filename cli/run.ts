import type { Command } from "./command.ts";
import { chat } from "./commands/chat.ts";
import { nkey } from "./commands/nkey.ts";
import { passwd } from "./commands/passwd.ts";
import { peers } from "./commands/peers.ts";
import { pub } from "./commands/pub.ts";
import { reply } from "./commands/reply.ts";
import { request } from "./commands/request.ts";
import { sub } from "./commands/sub.ts";
import { tracker } from "./commands/tracker.ts";
import { helpText } from "./help.ts";
import { nearest } from "../server/nearest.ts";
import { serve, serveFlags } from "./serve.ts";
import { switched } from "./flags.ts";
import { UsageError } from "./usage_error.ts";
import { VERSION } from "./version.ts";
import { natsServer } from "./nats_server.ts";
import { NATS_HELP } from "./nats_flags.ts";

const COMMANDS: Readonly<Record<string, Command>> = {
  serve: {
    run: serve,
    help: () =>
      helpText("mailroom serve [FLAGS]", "Routes messages between all who connect. Ports may be 0 for a free one.", {
        ...serveFlags(),
        help: switched("this text"),
        version: switched("which version this is"),
      }),
  },
  "nats-server": { run: natsServer, help: () => NATS_HELP, ownFlags: true },
  pub,
  sub,
  request,
  reply,
  chat,
  tracker,
  peers,
  passwd,
  nkey,
};

/**
 * Runs the command line. Nothing is thrown: what goes wrong is one line on standard error.
 *
 * @param args the arguments without the program's name
 * @returns the exit code: 0 when all went well, 1 when it did not, 2 when the arguments were wrong
 */
export async function run(args: readonly string[]): Promise<number> {
  try {
    const [name, ...rest] = args;
    if (name === "--version") return say(`mailroom ${VERSION}`);
    if (name === undefined || name === "--help") return say(overview());
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (command === undefined) throw unknownCommand(name);
    if (command.ownFlags) return await command.run(rest);
    // What stands behind two dashes is said to somebody else.
    const own = rest.includes("--") ? rest.slice(0, rest.indexOf("--")) : rest;
    if (own.includes("--version")) return say(`mailroom ${VERSION}`);
    if (own.includes("--help")) return say(command.help());
    return await command.run(rest);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return error instanceof UsageError ? 2 : 1;
  }
}

function say(text: string): number {
  console.log(text);
  return 0;
}

function overview(): string {
  return Object.values(COMMANDS).map((command) => command.help()).join("\n\n");
}

function unknownCommand(name: string): UsageError {
  const names = Object.keys(COMMANDS);
  const meant = nearest(name, names);
  const wanted = meant === undefined ? `wanted one of ${names.join(", ")}` : `did you mean ${meant}?`;
  return new UsageError(`Cannot do ${JSON.stringify(name)}: there is no such command, ${wanted}`);
}
