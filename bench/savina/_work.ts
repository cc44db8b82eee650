import { PseudoRandom } from "./_random.ts";

/** Fork-join's unit of work: the squared sine. */
export function squaredSine(theta: number): number {
  const sine = Math.sin(theta);
  const result = sine * sine;
  if (result <= 0) throw new Error(`Cannot compute the squared sine of ${theta}: got ${result}`);
  return result;
}

/** The bounded buffer's unit of work: 100 × `cost` logarithms of numbers from the shared random source. */
export function processItem(item: number, cost: number): number {
  const random = new PseudoRandom(cost);
  let result = item;
  for (let i = 0; i < cost * 100; i++) result += Math.log(random.nextDouble() + 0.01);
  return result;
}

/**
 * Steps the shared random source `steps` times. Returns its last number, which the caller must use: an unused loop
 * could be optimised away.
 */
export function busyWait(steps: number): number {
  const random = new PseudoRandom();
  let last = 0;
  for (let i = 0; i < steps; i++) last = random.nextInt();
  return last;
}
