import {
  type Actor,
  type ChildSpec,
  type Context,
  describeReason,
  type ExitReason,
  type Ref,
  type Signal,
  supervisor,
  type SupervisorOptions,
  System,
  type SystemEvent,
  type SystemOptions,
} from "../../../actors/mod.ts";
import { ManualClock, turn } from "../../../actors/testing.ts";

/** What a {@linkcode worker} is told: it does it in its own turn. */
export type Task = (self: Context<Task>) => unknown;

/** A task that fails. */
export const crash: Task = () => {
  throw new Error("boom");
};

/** A task that never ends, whatever happens. */
export const hang: Task = () => new Promise(() => {});

/** What a worker does besides its tasks. */
export interface WorkerOptions {
  readonly start?: (self: Context<Task>) => unknown;
  readonly signal?: (signal: Signal, self: Context<Task>) => void | boolean | Promise<void | boolean>;
  readonly stopped?: (reason: ExitReason, self: Context<Task>) => unknown;
}

/** A system on a clock that stands still, and all that was noted in it. */
export class Stage implements AsyncDisposable {
  readonly clock = new ManualClock();
  readonly system: System;
  readonly events: SystemEvent[] = [];
  readonly log: string[] = [];

  constructor(options: SystemOptions = {}) {
    this.system = new System({ clock: this.clock, intensity: 1_000, ...options });
    this.system.events().subscribe((event) => this.events.push(event));
  }

  /** An actor that does its tasks, and notes `+name` when its factory is called and `-name reason` when it is over. */
  worker(name: string, options: WorkerOptions = {}): Actor<Task> {
    return (self) => {
      this.log.push(`+${name}`);
      const handler = {
        receive: (task: Task) => task(self) as void | Promise<void>,
        signal: (signal: Signal) =>
          options.signal === undefined
            ? false
            : options.signal(signal, self) as void | boolean | Promise<void | boolean>,
        stopped: (reason: ExitReason) => {
          this.log.push(`-${name} ${reason.type}`);
          return options.stopped?.(reason, self) as void | Promise<void>;
        },
      };
      const starting = options.start?.(self);
      return starting instanceof Promise ? starting.then(() => handler) : handler;
    };
  }

  /** A supervisor of workers. Their refs are set each time it starts. */
  supervisor(
    options: SupervisorOptions,
    workers: Record<string, (WorkerOptions & { readonly spec?: ChildSpec }) | undefined>,
    refs: Record<string, Ref<Task>> = {},
  ): Actor<never> {
    return supervisor(options, (self) => {
      for (const [name, worker] of Object.entries(workers)) {
        refs[name] = self.spawn(name, this.worker(name, worker), worker?.spec);
      }
    });
  }

  /** Spawns a supervisor of workers and waits until all is still. */
  async supervise(
    options: SupervisorOptions,
    workers: Record<string, (WorkerOptions & { readonly spec?: ChildSpec }) | undefined>,
    spec?: ChildSpec,
  ): Promise<{ readonly ref: Ref<never>; readonly refs: Record<string, Ref<Task>> }> {
    const refs: Record<string, Ref<Task>> = {};
    const ref = this.system.spawn("sup", this.supervisor(options, workers, refs), spec);
    await this.rest();
    return { ref, refs };
  }

  /** Lets everything that is ready run. */
  async rest(): Promise<void> {
    await turn();
    while (busy(this.system.tree())) await turn();
  }

  /** What was noted since the last time. */
  take(): string[] {
    return this.log.splice(0);
  }

  /** What was noted until all is still. */
  async taken(): Promise<string[]> {
    await this.rest();
    return this.take();
  }

  /** The events of one type. */
  seen<T extends SystemEvent["type"]>(type: T): Extract<SystemEvent, { type: T }>[] {
    return this.events.filter((event): event is Extract<SystemEvent, { type: T }> => event.type === type);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const over = this.system.shutdown({ deadline: 1_000 });
    await this.clock.advance(1_000);
    await over;
  }
}

/** A reason in words, to compare. */
export function word(reason: ExitReason): string {
  return describeReason(reason);
}

function busy(actor: ReturnType<System["tree"]>): boolean {
  return actor.activity === "queued" || actor.activity === "running" || actor.children.some(busy);
}
