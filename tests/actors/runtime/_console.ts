/** What is printed until it is disposed, instead of being printed. */
export class Printed implements Disposable {
  readonly warnings: string[] = [];
  readonly errors: unknown[][] = [];
  readonly #warn = console.warn;
  readonly #error = console.error;

  constructor() {
    console.warn = (line: string) => void this.warnings.push(line);
    console.error = (...values: unknown[]) => void this.errors.push(values);
  }

  [Symbol.dispose](): void {
    console.warn = this.#warn;
    console.error = this.#error;
  }
}

/** A message that throws whatever is done with it but to pass it on. */
export function untouchable(): object {
  const refuse = (): never => {
    throw new Error("a payload was touched");
  };
  const traps = ["get", "has", "ownKeys", "getPrototypeOf", "getOwnPropertyDescriptor", "set", "defineProperty"];
  return new Proxy({}, Object.fromEntries(traps.map((trap) => [trap, refuse])));
}

/** Messages whose properties and conversions throw. */
export function hostile(): object[] {
  const refuse = (): never => {
    throw new Error("a payload was touched");
  };
  const getter = (name: string) => Object.defineProperty({}, name, { get: refuse, enumerable: true });
  return [
    untouchable(),
    getter("replyTo"),
    getter("type"),
    getter("message"),
    { toJSON: refuse, toString: refuse, valueOf: refuse, [Symbol.toPrimitive]: refuse },
    { [Symbol.for("Deno.customInspect")]: refuse, [Symbol.for("nodejs.util.inspect.custom")]: refuse },
  ];
}
