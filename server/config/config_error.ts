/** A configuration file is wrong. The message begins with the file and the line. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";

  /** `file` is as the user named it; `line` counts from 1. */
  constructor(file: string, line: number, text: string) {
    super(`${file}:${line}: ${text}`);
  }
}
