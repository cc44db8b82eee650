import { readAddress } from "../address.ts";
import { connectNats } from "../client/connect.ts";
import type { NatsClient } from "../client/nats_client.ts";
import { Interruption } from "../interruption.ts";
import { OutputClosed } from "../output.ts";

/** How long a server may take to agree or to answer where nothing else is said, in seconds. */
export const PATIENCE = 5;

/** What a command does with its client until it is done or asked to stop. */
export type Work = (client: NatsClient, signal: AbortSignal) => Promise<void>;

/** Runs a command with a client, and resolves with the exit code. */
export async function withClient(server: string, timeout: number | undefined, work: Work): Promise<number> {
  using interruption = new Interruption();
  const { signal } = interruption;
  const address = readAddress(server, "nats", 4222)!;
  await using client = await connectNats(address, { timeout: (timeout ?? PATIENCE) * 1_000, signal });
  try {
    await work(client, signal);
  } catch (error) {
    // Nobody is there to be shown more, as behind `head`.
    if (!(error instanceof OutputClosed)) throw error;
  }
  return 0;
}

/** Calls `stop` when the signal comes or time is over, unless it is disposed before. */
export function stopping(signal: AbortSignal, seconds: number | undefined, stop: () => void): Disposable {
  const timer = seconds === undefined ? undefined : setTimeout(stop, seconds * 1_000);
  if (signal.aborted) stop();
  else signal.addEventListener("abort", stop);
  return {
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
    },
  };
}
