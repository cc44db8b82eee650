import { connectNats } from "../client/connect.ts";
import type { NatsClient } from "../client/nats_client.ts";
import { readServerAddress } from "../client/server_address.ts";
import { credentialsOf } from "../credential_flags.ts";
import type { Values } from "../flags.ts";
import { Interruption } from "../interruption.ts";
import { OutputClosed } from "../output.ts";
import { clientTls } from "../tls_flags.ts";
import type { CONNECTION_FLAGS } from "./_flags.ts";

/** How long a server may take to agree or to answer where nothing else is said, in seconds. */
export const PATIENCE = 5;

/** What a command does with its client until it is done or asked to stop. */
export type Work = (client: NatsClient, signal: AbortSignal) => Promise<void>;

/** Runs a command with a client, and resolves with the exit code. */
export async function withClient(
  flags: Values<typeof CONNECTION_FLAGS>,
  timeout: number | undefined,
  work: Work,
): Promise<number> {
  const tls = clientTls(flags);
  const address = readServerAddress(flags.server)!;
  const credentials = credentialsOf(flags, address);
  using interruption = new Interruption();
  const { signal } = interruption;
  const patience = (timeout ?? PATIENCE) * 1_000;
  await using client = await connectNats(address, { timeout: patience, signal, tls, credentials });
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
