/** Figures that an iteration reports beside its time, such as retries. They never decide a comparison. */
export type Extra = Readonly<Record<string, number>>;

/** What a TypeScript arm's file exports: `name` and `run`. An Erlang arm's module exports `run/1` with the same meaning. */
export interface Benchmark {
  readonly name: string;
  /** One whole iteration of `size`, actors made and ended in it. Rejects when its result is not the oracle's. */
  run(size: unknown): Promise<Extra>;
}
