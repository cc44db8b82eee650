import type { Arm } from "./_arms.ts";
import type { Shape } from "./_catalogue.ts";
import { connectIdle } from "./_connect_idle.ts";
import type { Load, Server } from "./_processes.ts";

/** What one run of one arm gave. */
export interface Sample {
  /** In the order of the shape's figures. */
  readonly figures: readonly number[];
  readonly seconds: number;
  /** Messages, requests or connections of the run. */
  readonly items: number;
  readonly lost: number;
}

/** A run of so many messages or requests; `check` compares every byte. */
export type Runner = (amount: number, check: boolean) => Promise<Sample>;

/** How the runs of a shape go, on a server that listens. */
export function runner({ work }: Shape, { protocol }: Arm, { port }: Server, load: Load): Runner {
  switch (work.type) {
    case "deliver": {
      const { subjects, ...job } = work.job;
      const { senders = 1 } = job;
      const spoken = subjects ?? protocol;
      return async (amount, check) => {
        const messages = Math.ceil(amount / senders);
        const { seconds, delivered, lost, echoed } = await load.run({
          protocol: spoken,
          port,
          ...job,
          messages,
          check,
        });
        return { figures: [delivered / seconds], seconds, items: delivered, lost: lost + echoed };
      };
    }
    case "request": {
      const { size, inFlight } = work;
      return async (requests) => {
        const { seconds, answered, lost } = await load.run({ port, size, inFlight, requests });
        return { figures: [answered / seconds], seconds, items: answered, lost };
      };
    }
    case "pace": {
      const { size, rate } = work;
      return async (messages) => {
        const { seconds, p50, p99, lost } = await load.run({ port, size, rate, messages });
        return { figures: [p50, p99], seconds, items: messages, lost };
      };
    }
    case "idle":
      throw new Error("Cannot run a server's memory: wanted a server of its own for each run");
  }
}

/** Resident memory of each of so many connections that do nothing, at a server that has just been started. */
export async function idleSample(server: Server, connections: number): Promise<Sample> {
  const start = performance.now();
  const { bytes, lost } = await connectIdle(server, connections);
  return { figures: [bytes], seconds: (performance.now() - start) / 1000, items: connections, lost };
}
