/** A value of a configuration file, and the line where it stands. */
export interface ConfigValue {
  /** What it is. */
  readonly value: string | number | boolean | readonly ConfigValue[] | ConfigBlock;
  /** Counted from 1. */
  readonly line: number;
}

/** The keys of a block in their order. A key that is given twice has its last value. */
export type ConfigBlock = ReadonlyMap<string, ConfigValue>;
