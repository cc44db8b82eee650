import type { Name, Sizes } from "./_sizes.ts";

/** What main.ts must know about a benchmark beside its sizes. */
export interface Entry<N extends Name = Name> {
  /** Where its row stands; the `concurrency` rows also share a geometric mean. */
  readonly set: "micro" | "concurrency" | "cost";
  /** What is counted: a row compares these per second. */
  readonly unit: string;
  /** How many of them one iteration of this size does, the same for every arm. */
  operations(size: Sizes[N]): number;
  /** The wanted ratio of ours to each peer; for a row without its own, the set's geometric mean counts. */
  readonly targets?: { readonly erlang: number; readonly nact: number };
  /** The extra figure that the row shows instead of operations per second; lower is better. */
  readonly figure?: "bytes";
}

/** The wanted geometric mean of the concurrency set. */
export const concurrencyTargets: { readonly erlang: number; readonly nact: number } = { erlang: 3, nact: 10 };

const exchange = { erlang: 8, nact: 30 };
const birth = { erlang: 1.5, nact: 2 };

/** All benchmarks, in the order of the table. */
export const catalogue: { readonly [N in Name]: Entry<N> } = {
  ping_pong: { set: "micro", unit: "messages", operations: (s) => 3 * s.rounds, targets: exchange },
  counting: { set: "micro", unit: "messages", operations: (s) => s.messages, targets: { erlang: 1.2, nact: 10 } },
  fork_join_create: { set: "micro", unit: "actors", operations: (s) => s.actors, targets: birth },
  fork_join_throughput: {
    set: "micro",
    unit: "messages",
    operations: (s) => s.actors * s.messages,
    targets: exchange,
  },
  thread_ring: { set: "micro", unit: "messages", operations: (s) => s.hops, targets: exchange },
  chameneos: { set: "micro", unit: "messages", operations: (s) => 4 * s.meetings, targets: exchange },
  big: { set: "micro", unit: "messages", operations: (s) => 2 * s.workers * s.pings, targets: exchange },
  concurrent_dictionary: { set: "concurrency", unit: "requests", operations: (s) => s.workers * s.requests },
  concurrent_sorted_list: { set: "concurrency", unit: "requests", operations: (s) => s.workers * s.requests },
  bounded_buffer: { set: "concurrency", unit: "items", operations: (s) => s.producers * s.items },
  dining_philosophers: { set: "concurrency", unit: "meals", operations: (s) => s.philosophers * s.meals },
  sleeping_barber: { set: "concurrency", unit: "haircuts", operations: (s) => s.customers },
  cigarette_smokers: { set: "concurrency", unit: "rounds", operations: (s) => s.rounds },
  logistic_map: { set: "concurrency", unit: "terms", operations: (s) => s.series * s.terms },
  bank_transaction: { set: "concurrency", unit: "transfers", operations: (s) => s.transfers },
  spawn: { set: "cost", unit: "actors", operations: (s) => s.actors, targets: birth },
  ask: { set: "cost", unit: "asks", operations: (s) => s.asks, targets: { erlang: 3, nact: 5 } },
  memory: {
    set: "cost",
    unit: "bytes per idle actor",
    operations: (s) => s.actors,
    targets: { erlang: 1, nact: 1 },
    figure: "bytes",
  },
};

/** The names, in the order of the table. */
export const names: readonly Name[] = Object.keys(catalogue) as Name[];
