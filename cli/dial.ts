/** How somebody is dialled. */
export interface DialOptions {
  /** How long it may take, in milliseconds. */
  readonly timeout: number;
  /** Gives up. */
  readonly signal: AbortSignal;
}

/**
 * Opens a connection, in time and unless it is given up.
 *
 * @throws {Error} that says in one line who could not be reached, and why
 */
export async function dial<T>(
  where: string,
  { timeout, signal }: DialOptions,
  open: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), timeout);
  try {
    return await open(AbortSignal.any([late.signal, signal]));
  } catch (error) {
    const reason = late.signal.aborted
      ? `waited ${timeout / 1_000} s in vain`
      : signal.aborted
      ? "stopped"
      : error instanceof Error
      ? error.message
      : String(error);
    throw new Error(`Cannot connect to ${where}: ${reason}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}
