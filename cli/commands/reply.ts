import type { NatsMessage } from "../client/message.ts";
import type { NatsClient } from "../client/nats_client.ts";
import type { Header } from "../client/headers.ts";
import type { Command } from "../command.ts";
import { readArguments, switched } from "../flags.ts";
import { helpText } from "../help.ts";
import { jsonLine } from "../message_format.ts";
import { note, Output } from "../output.ts";
import { defined } from "../settings_options.ts";
import { UsageError } from "../usage_error.ts";
import { CONNECTION_FLAGS, counted, FLAGS, notBoth, patternsOf, timed } from "./_flags.ts";
import { serviceErrorHeaders } from "./_service_error.ts";
import { needShell, runInShell } from "./_shell.ts";
import { stopping, withClient } from "./_with_client.ts";

const flags = {
  ...CONNECTION_FLAGS,
  echo: switched("answer with what was asked"),
  command: FLAGS.command,
  headers: FLAGS.headers,
  queue: FLAGS.queue,
  count: counted("end after so many answers", undefined),
  timeout: timed("end after so long; a failure if --count were not asked", undefined),
  json: FLAGS.json,
};
const words = { usage: "SUBJECT", least: 1, most: 1 };

/** The most commands at once. */
const AT_ONCE = 8;

/** `reply`: answers what is asked. */
export const reply: Command = {
  run: async (args) => {
    const given = readArguments(args, flags, words);
    const { command, echo, headers, queue, count, timeout, json } = given.flags;
    notBoth(given.flags, "echo", "command");
    if (!echo && command === undefined) throw new UsageError("Cannot answer with nothing: wanted --echo or --command");
    const subjects = patternsOf(given.words);
    if (command !== undefined) await needShell();
    return await withClient(given.flags, undefined, async (client, signal) => {
      const output = new Output();
      const questions = client.subscribe(subjects, defined({ queue }));
      using _stop = stopping(signal, timeout, () => questions.close());
      await client.flush();
      note(`listening to ${subjects.join(", ")}`);
      const running = new Set<Promise<void>>();
      let asked = 0;
      for await (const question of questions) {
        if (question.reply === undefined) continue;
        if (json) await output.write(jsonLine(question));
        const answering = answer(client, question, headers, command);
        running.add(answering);
        answering.finally(() => running.delete(answering)).catch(() => {});
        if (running.size >= AT_ONCE) await Promise.race(running);
        if (++asked === count) break;
      }
      await Promise.all(running);
      await output.flush();
      await client.flush();
      if (asked < (count ?? 0)) throw new Error(`Stopped after ${asked} of ${count} answers`);
    });
  },
  help: () =>
    helpText(
      `mailroom reply ${words.usage} (--echo | --command CMD) [FLAGS]`,
      "Answers what is asked: with the same, or with what a command prints that reads it from its standard input.",
      flags,
    ),
};

async function answer(
  client: NatsClient,
  question: NatsMessage,
  headers: readonly Header[],
  command: string | undefined,
): Promise<void> {
  const outcome = command === undefined
    ? { type: "printed", bytes: question.payload } as const
    : await runInShell(command, question.payload, client.maxPayload);
  const failed = outcome.type === "failed";
  const all = failed && client.hasHeaders ? [...headers, ...serviceErrorHeaders(outcome.reason)] : headers;
  try {
    client.publish(question.reply!, failed ? new Uint8Array(0) : outcome.bytes, { headers: all });
    if (failed) note(`Cannot answer ${JSON.stringify(question.subject)}: ${outcome.reason}`);
  } catch (error) {
    // Whoever asks for an answer to nowhere, or for too much of one, must not end the service.
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    note(`Cannot answer ${JSON.stringify(question.subject)}: ${error.message}`);
  }
  await client.ready();
}
