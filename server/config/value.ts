/** A value of a configuration file, and where it stands. */
export interface ConfigValue {
  /** What it is. */
  readonly value: string | number | boolean | readonly ConfigValue[] | ConfigBlock;
  /** The file, as it was named. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Whether another value was taken from it with `$NAME`, so that its key may be any. */
  readonly variable?: true;
}

/** The keys of a block in their order. A key that is given twice has its last value. */
export type ConfigBlock = ReadonlyMap<string, ConfigValue>;
