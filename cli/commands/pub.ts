import type { Command } from "../command.ts";
import type { NatsClient } from "../client/nats_client.ts";
import { readArguments } from "../flags.ts";
import { helpText } from "../help.ts";
import { Output } from "../output.ts";
import { defined } from "../settings_options.ts";
import { CONNECTION_FLAGS, counted, FLAGS, subjectOf, timed } from "./_flags.ts";
import { payloadOf } from "./_payload.ts";
import { ProgressBar } from "./_progress.ts";
import { PATIENCE, withClient } from "./_with_client.ts";

const flags = {
  ...CONNECTION_FLAGS,
  headers: FLAGS.headers,
  reply: FLAGS.reply,
  count: counted("how often", 1),
  timeout: timed("how long the server may take to answer", PATIENCE),
  json: FLAGS.json,
};
const words = { usage: "SUBJECT [DATA|-]", least: 1, most: 2 };

/** `pub`: publishes a message, and ends when the server has it. */
export const pub: Command = {
  run: async (args) => {
    const given = readArguments(args, flags, words);
    const { headers, reply, count, timeout, json } = given.flags;
    const subject = subjectOf(given.words[0]);
    const payload = await payloadOf(given.words[1]);
    return await withClient(given.flags, timeout, async (client, signal) => {
      const start = performance.now();
      const done = await publish(client, count, signal, () => {
        client.publish(subject, payload, { headers, ...defined({ reply }) });
      });
      await client.flush(timeout * 1_000);
      if (done < count) throw new Error(`Stopped after ${done} of ${count} messages`);
      if (json) {
        const seconds = Math.round((performance.now() - start) * 1_000) / 1e6;
        const output = new Output();
        await output.write(`${JSON.stringify({ subject, messages: count, bytes: count * payload.length, seconds })}\n`);
        await output.flush();
      }
    });
  },
  help: () =>
    helpText(
      `mailroom pub ${words.usage} [FLAGS]`,
      "Publishes a message; with -, all of standard input. Ends when the server has it.",
      flags,
    ),
};

/** Publishes `count` times, or until the signal; how often it did. */
async function publish(client: NatsClient, count: number, signal: AbortSignal, once: () => void): Promise<number> {
  using bar = Deno.stderr.isTerminal() ? barFor(count) : undefined;
  for (let done = 0; done < count; done++) {
    if (signal.aborted) return done;
    once();
    await client.ready();
    bar?.update(done + 1);
  }
  return count;
}

function barFor(count: number): ProgressBar {
  const encoder = new TextEncoder();
  return new ProgressBar(
    count,
    (text) => Deno.stderr.writeSync(encoder.encode(text)),
    // Some terminals do not know.
    () => Deno.consoleSize().columns || 80,
  );
}
