/** One command of the program. */
export interface Command {
  /** Runs it with what stands behind its name; resolves with the exit code. */
  readonly run: (args: readonly string[]) => Promise<number>;
  readonly help: () => string;
  /** Whether it sees to `--help` and `--version` itself. */
  readonly ownFlags?: boolean;
}
