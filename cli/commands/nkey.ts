import { makeUserKeys, publicKeyOf } from "../../server/auth/nkeys.ts";
import type { Command } from "../command.ts";
import { readFlags, switched } from "../flags.ts";
import { helpText } from "../help.ts";
import { readHidden } from "../read_hidden.ts";

const flags = { public: switched("read a seed, and print the public key alone") };

/** `nkey`: makes a pair of keys for a user. */
export const nkey: Command = {
  run: async (args) => {
    if (readFlags(args, flags).public) console.log(await publicKeyOf(await readHidden("Seed: ")));
    else {
      const { seed, publicKey } = await makeUserKeys();
      console.log(`${seed}\n${publicKey}`);
    }
    return 0;
  },
  help: () =>
    helpText(
      "mailroom nkey [FLAGS]",
      "Makes a key: prints its seed, which its owner keeps secret, and below it the public key, for the server.",
      flags,
    ),
};
