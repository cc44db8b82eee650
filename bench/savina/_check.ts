/** Throws unless `actual` is `expected`, or, given a `tolerance`, lies that near to it. */
export function check(what: string, actual: number, expected: number, tolerance: number = 0): void {
  if (!(Math.abs(actual - expected) <= tolerance)) {
    throw new Error(`Cannot accept the iteration: ${what} is ${actual}, wanted ${expected}`);
  }
}
