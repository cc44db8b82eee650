/** The actor of cpu_worker.ts that runs on a thread of its own. Any system could run it; the tests do. */
import type { Actor, Ref } from "@mailroom/mailroom/actors";

/** A question: how many primes are there up to `limit`? */
export interface Primes {
  readonly type: "count";
  readonly limit: number;
  readonly replyTo: Ref<number>;
}

/** Counts primes, and does nothing else meanwhile. */
const primes: Actor<Primes> = () => ({ limit, replyTo }) => {
  let count = 0;
  for (let n = 2; n <= limit; n++) if (isPrime(n)) count++;
  replyTo.tell(count);
};

function isPrime(n: number): boolean {
  for (let divisor = 2; divisor * divisor <= n; divisor++) if (n % divisor === 0) return false;
  return true;
}

export default primes;
