/**
 * A question that was asked through a {@linkcode remote} was answered with an error, or with something that is no answer.
 */
export class RemoteError extends Error {
  /** The name of the class. */
  override readonly name = "RemoteError";
  /**
   * Why, as a number: 400 when the other side could not read the question, 500 when the actor failed on it, 503 when
   * nobody is there to answer or too much waits already, 504 when the actor did not answer in time; others as whoever
   * answered has them; 0 when there is an answer, and this side cannot read it.
   */
  readonly code: number;

  /** One with a code. */
  constructor(message: string, code: number, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
