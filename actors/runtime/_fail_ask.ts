import { PendingAsk } from "./_pending_ask.ts";

/** If a message is a question that somebody waits for, lets them know at once that there will be no answer. */
export function failAsk(message: unknown, error: unknown): void {
  askIn(message)?.fail(error);
}

/** Where the answer to a message is waited for, if it is a question. */
export function askIn(message: unknown): PendingAsk | undefined {
  if (typeof message !== "object" || message === null) return undefined;
  try {
    const { replyTo } = message as { readonly replyTo?: unknown };
    return replyTo instanceof PendingAsk ? replyTo : undefined;
  } catch {
    // A getter or a proxy of the user's; what `ask` sends has neither.
    return undefined;
  }
}
