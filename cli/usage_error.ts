/** Somebody called the program wrongly. The message says what was wrong with which value and what was wanted. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
