/** How much of each benchmark one iteration does. Every number is what Savina prescribes, unless a comment says else. */
export const fullSizes = {
  ping_pong: { rounds: 40_000 },
  counting: { messages: 1_000_000 },
  fork_join_create: { actors: 40_000 },
  fork_join_throughput: { actors: 60, messages: 10_000 },
  thread_ring: { actors: 100, hops: 100_000 },
  chameneos: { creatures: 100, meetings: 200_000 },
  big: { workers: 120, pings: 20_000 },
  // Savina fills 524,287 keys; the shared random source reaches 65,536, so more would only be copied and never read.
  concurrent_dictionary: { workers: 20, requests: 10_000, writePercent: 10, keys: 65_536 },
  concurrent_sorted_list: { workers: 20, requests: 8_000, insertPercent: 10, sizePercent: 1 },
  bounded_buffer: { buffer: 50, producers: 40, consumers: 40, items: 1_000, cost: 25 },
  dining_philosophers: { philosophers: 20, meals: 10_000 },
  sleeping_barber: { customers: 5_000, room: 1_000, wait: 1_000 },
  cigarette_smokers: { smokers: 200, rounds: 1_000, wait: 1_000 },
  logistic_map: { series: 10, terms: 25_000 },
  bank_transaction: { accounts: 1_000, transfers: 50_000 },
  // The last three are not Savina's.
  spawn: { actors: 40_000 },
  ask: { asks: 100_000 },
  memory: { actors: 100_000 },
};

/** The name of a benchmark, which is also the name of its file in each arm. */
export type Name = keyof typeof fullSizes;

/** The sizes of all benchmarks. */
export type Sizes = { readonly [N in Name]: Readonly<(typeof fullSizes)[N]> };

/** The one-minute form: same shapes, fewer repetitions. */
export const quickSizes: Sizes = {
  ping_pong: { rounds: 40_000 },
  counting: { messages: 200_000 },
  fork_join_create: { actors: 10_000 },
  fork_join_throughput: { actors: 60, messages: 1_000 },
  thread_ring: { actors: 100, hops: 100_000 },
  chameneos: { creatures: 100, meetings: 40_000 },
  big: { workers: 120, pings: 600 },
  concurrent_dictionary: { workers: 20, requests: 3_000, writePercent: 10, keys: 65_536 },
  concurrent_sorted_list: { workers: 20, requests: 1_000, insertPercent: 10, sizePercent: 1 },
  bounded_buffer: { buffer: 50, producers: 40, consumers: 40, items: 30, cost: 25 },
  dining_philosophers: { philosophers: 20, meals: 1_000 },
  sleeping_barber: { customers: 500, room: 100, wait: 1_000 },
  cigarette_smokers: { smokers: 200, rounds: 1_000, wait: 1_000 },
  logistic_map: { series: 10, terms: 2_500 },
  bank_transaction: { accounts: 1_000, transfers: 10_000 },
  spawn: { actors: 10_000 },
  ask: { asks: 20_000 },
  memory: { actors: 20_000 },
};
