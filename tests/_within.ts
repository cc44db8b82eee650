/** The outcome of a promise, if it settles soon enough; a failure that says what was waited for, if not. */
export async function within<T>(promise: Promise<T>, what: string, time = 1_500): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`Waited ${time} ms in vain for ${what}`)), time);
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
