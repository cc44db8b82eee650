/**
 * The outcome of a promise, if it settles soon enough.
 *
 * @param time in milliseconds
 * @throws {Error} that says what was waited for in vain
 */
export async function inTime<T>(promise: Promise<T>, time: number, what: string): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`Waited ${time / 1_000} s in vain for ${what}`)), time);
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
