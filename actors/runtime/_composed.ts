import type { Interceptor } from "./interceptor.ts";

/** One interceptor that does what several do, the first outermost. */
export function composed(interceptors: readonly Interceptor[]): Interceptor | undefined {
  const [first, ...others] = interceptors;
  if (first === undefined) return undefined;
  const rest = composed(others);
  if (rest === undefined) return first;
  return {
    told: (to, message) => [first.told(to, message), rest.told(to, message)],
    handling(taken, by, message, handle) {
      const [mine, theirs] = taken as [unknown, unknown];
      return first.handling(mine, by, message, () => rest.handling(theirs, by, message, handle));
    },
  };
}
