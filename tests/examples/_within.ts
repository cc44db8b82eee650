/** Milliseconds that a test waits for what should come at once; it passes only when something is wrong. */
const LIMIT = 20_000;

/** The promise's outcome, or an error that says what did not come. */
export async function within<T>(promise: Promise<T>, what: string): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`Expected ${what} within ${LIMIT} ms, got none`)), LIMIT);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
