/** Opens an address; the host's error, whose class the caller may want to know, is made to say which address it was. */
export function opening<T>(address: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (error instanceof Error) error.message = `Cannot listen on ${address}: ${error.message}`;
    throw error;
  }
}
