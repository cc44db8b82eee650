import { request as ask } from "../client/request.ts";
import type { Command } from "../command.ts";
import { readArguments } from "../flags.ts";
import { helpText } from "../help.ts";
import { formatOf } from "../message_format.ts";
import { Output } from "../output.ts";
import { CONNECTION_FLAGS, counted, FLAGS, notBoth, subjectOf, timed } from "./_flags.ts";
import { payloadOf } from "./_payload.ts";
import { serviceErrorOf } from "./_service_error.ts";
import { PATIENCE, stopping, withClient } from "./_with_client.ts";

const flags = {
  ...CONNECTION_FLAGS,
  headers: FLAGS.headers,
  count: counted("how many answers are wanted", 1),
  timeout: timed("how long they may take", PATIENCE),
  json: FLAGS.json,
  raw: FLAGS.raw,
};
const words = { usage: "SUBJECT [DATA|-]", least: 1, most: 2 };

/** `request`: asks, and prints the answers. */
export const request: Command = {
  run: async (args) => {
    const given = readArguments(args, flags, words);
    const { headers, count, timeout, json, raw } = given.flags;
    notBoth(given.flags, "json", "raw");
    const subject = subjectOf(given.words[0]);
    const payload = await payloadOf(given.words[1]);
    const format = formatOf({ json, raw, subject: false });
    return await withClient(given.flags, timeout, async (client, signal) => {
      using _stop = stopping(signal, undefined, () => void client.close());
      const output = new Output();
      let answers = 0;
      let problem: string | undefined;
      for await (const answer of ask(client, subject, payload, { headers, timeout: timeout * 1_000, count })) {
        answers++;
        problem ??= serviceErrorOf(answer);
        // A failure without a word more is told by the error alone.
        if (json || problem === undefined || answer.payload.length > 0) await output.write(format(answer));
      }
      await output.flush();
      if (problem !== undefined) throw new Error(`Cannot get what was asked of ${JSON.stringify(subject)}: ${problem}`);
      if (answers === count) return;
      const amount = `${answers} of ${count} answer${count === 1 ? "" : "s"}`;
      throw new Error(signal.aborted ? `Stopped after ${amount}` : `Waited ${timeout} s: got ${amount}`);
    });
  },
  help: () =>
    helpText(
      `mailroom request ${words.usage} [FLAGS]`,
      "Asks, and prints the answer. Fails where nobody answers.",
      flags,
    ),
};
