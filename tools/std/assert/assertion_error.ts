/** What every assertion of this package throws when it does not hold. */
export class AssertionError extends Error {
  /** Makes the error; `options.cause` is kept. */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AssertionError";
  }
}
