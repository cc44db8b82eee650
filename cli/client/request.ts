import type { Header } from "./headers.ts";
import type { NatsMessage } from "./message.ts";
import type { NatsClient } from "./nats_client.ts";

/** How a question is asked. */
export interface RequestOptions {
  readonly headers?: readonly Header[];
  /** How long answers may take, in milliseconds. Default 5,000. */
  readonly timeout?: number;
  /** How many answers are wanted. Default 1. */
  readonly count?: number;
}

/**
 * Asks, and gives the answers as they come: as many as are wanted, and fewer when time is over.
 *
 * @throws {Error} when there is nobody to answer
 */
export async function* request(
  client: NatsClient,
  subject: string,
  payload: Uint8Array,
  options: RequestOptions = {},
): AsyncGenerator<NatsMessage> {
  const { headers = [], timeout = 5_000, count = 1 } = options;
  const reply = `_INBOX.${crypto.randomUUID()}`;
  const answers = client.subscribe([reply], { max: count });
  const timer = setTimeout(() => answers.close(), timeout);
  try {
    client.publish(subject, payload, { reply, headers });
    let left = count;
    for await (const answer of answers) {
      if (answer.status === 503) throw new Error(`Cannot ask ${JSON.stringify(subject)}: there is nobody to answer`);
      yield answer;
      if (--left === 0) return;
    }
  } finally {
    clearTimeout(timer);
    answers.close();
  }
}
