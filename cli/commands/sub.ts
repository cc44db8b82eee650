import type { Command } from "../command.ts";
import { readArguments } from "../flags.ts";
import { helpText } from "../help.ts";
import { formatOf } from "../message_format.ts";
import { note, Output } from "../output.ts";
import { defined } from "../settings_options.ts";
import { CONNECTION_FLAGS, counted, FLAGS, notBoth, patternsOf, timed } from "./_flags.ts";
import { stopping, withClient } from "./_with_client.ts";

const flags = {
  ...CONNECTION_FLAGS,
  queue: FLAGS.queue,
  count: counted("end after so many messages", undefined),
  timeout: timed("end after so long; a failure if --count has not come", undefined),
  json: FLAGS.json,
  raw: FLAGS.raw,
};
const words = { usage: "SUBJECT…", least: 1, most: Infinity };

/** `sub`: prints the messages of one or more subjects. */
export const sub: Command = {
  run: async (args) => {
    const given = readArguments(args, flags, words);
    const { queue, count, timeout, json, raw } = given.flags;
    notBoth(given.flags, "json", "raw");
    const subjects = patternsOf(given.words);
    const format = formatOf({ json, raw, subject: true });
    return await withClient(given.flags, undefined, async (client, signal) => {
      const output = new Output();
      const messages = client.subscribe(subjects, defined({ queue, max: count }));
      using _stop = stopping(signal, timeout, () => messages.close());
      await client.flush();
      note(`listening to ${subjects.join(", ")}`);
      let heard = 0;
      for await (const message of messages) {
        await output.write(format(message));
        if (++heard === count) break;
      }
      await output.flush();
      if (heard < (count ?? 0)) throw new Error(`Stopped after ${heard} of ${count} messages`);
    });
  },
  help: () =>
    helpText(
      `mailroom sub ${words.usage} [FLAGS]`,
      "Prints the messages of one or more subjects, which may have wildcards, until it is stopped.",
      flags,
    ),
};
