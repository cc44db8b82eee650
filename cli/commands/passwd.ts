import { Bcrypt, COSTS, LONGEST_PASSWORD } from "../../server/auth/bcrypt.ts";
import type { Command } from "../command.ts";
import { flag, integer, readFlags } from "../flags.ts";
import { helpText } from "../help.ts";
import { readHidden } from "../read_hidden.ts";

const { least, most, usual } = COSTS;
const flags = {
  cost: flag(
    integer(least, most, `a number from ${least} to ${most}`),
    "N",
    "each one more takes twice as long",
    usual,
  ),
};

/** `passwd`: makes of a password what a configuration file may hold. */
export const passwd: Command = {
  run: async (args) => {
    const { cost } = readFlags(args, flags);
    const password = await readHidden("Password: ");
    const size = new TextEncoder().encode(password).length;
    if (size === 0) throw new Error("Cannot use an empty password");
    if (size > LONGEST_PASSWORD) {
      throw new Error(`Cannot use a password of ${size} bytes: wanted at most ${LONGEST_PASSWORD}`);
    }
    using bcrypt = new Bcrypt();
    const hash = await bcrypt.hash(password, cost);
    if (hash === undefined) throw new Error("Cannot make a hash: the thread that makes it has failed");
    console.log(hash);
    return 0;
  },
  help: () =>
    helpText(
      "mailroom passwd [FLAGS]",
      "Reads a password, or a token, and prints the bcrypt hash to put into the server's configuration in its place.",
      flags,
    ),
};
