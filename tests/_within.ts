/** Milliseconds to wait for what should come at once. On a busy machine "at once" takes a while; only a failure takes all. */
const PATIENCE = 10_000;

/** The outcome of a promise, if it settles soon enough; a failure that says what was waited for, if not. */
export async function within<T>(promise: Promise<T>, what: string, time = PATIENCE): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`Waited ${time} ms in vain for ${what}`)), time);
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
