import type { PseudoRandom } from "./_random.ts";

/** The growth rate of series number `i`. */
export function seriesRate(i: number): number {
  return 3.46 + i * 0.0025;
}

/** The first term of series number `i`. */
export function seriesStart(i: number): number {
  return i * 0.0025;
}

const sums = new Map<string, number>();

/** The oracle of the logistic map: the sum of the last terms of all series, computed in a plain loop, once. */
export function logisticSum(series: number, terms: number): number {
  const known = sums.get(`${series},${terms}`);
  if (known !== undefined) return known;
  let sum = 0;
  for (let i = 0; i < series; i++) {
    let term = seriesStart(i);
    for (let n = 0; n < terms; n++) term = nextTerm(seriesRate(i), term);
    sum += term;
  }
  sums.set(`${series},${terms}`, sum);
  return sum;
}

/** One step of the logistic map. */
export function nextTerm(rate: number, term: number): number {
  return (rate * term) * (1 - term);
}

/** The colours of the chameneos, in Savina's order. */
export type Colour = "yellow" | "blue" | "red";

/** The colours by number: creature i starts with colour i mod 3. */
export const colours: readonly [Colour, Colour, Colour] = ["yellow", "blue", "red"];

/** What a creature of colour `own` becomes when it meets `other`: equals keep, else both take the third colour. */
export function complement(own: Colour, other: Colour): Colour {
  if (own === other) return own;
  if (own !== "yellow" && other !== "yellow") return "yellow";
  return own !== "blue" && other !== "blue" ? "blue" : "red";
}

/** The next bank transfer: from the first 80 % of the accounts to a later one, so that no circle of waiting can arise. */
export function nextTransfer(random: PseudoRandom, accounts: number): Transfer {
  const source = random.nextInt(Math.floor(accounts / 10) * 8);
  const target = source + Math.max(1, random.nextInt(accounts - source));
  return { source, target, amount: random.nextDouble() * 1_000 };
}

/** One bank transfer: account numbers and an amount above 0. */
export interface Transfer {
  readonly source: number;
  readonly target: number;
  readonly amount: number;
}

let data: ReadonlyMap<number, number> | undefined;

/** The dictionary's first contents, each key its own value: made once, then copied for each iteration as Savina does. */
export function dictionaryData(keys: number): Map<number, number> {
  data ??= new Map(Array.from({ length: keys }, (_, key) => [key, key]));
  return new Map(data);
}
