import {
  type ChildSpec,
  type DeadLetterCause,
  type Ref,
  spawnWorker,
  System,
  type SystemEvent,
  type SystemOptions,
  type ThreadOptions,
} from "../../../../actors/mod.ts";
import { Probe } from "../../../../actors/testing.ts";
import { localRef } from "../../../../actors/runtime/_local_ref.ts";
import type { Host } from "../../../../actors/runtime/worker/_host.ts";
import { within } from "../../../_within.ts";
import type { Order } from "./clerk.ts";

/** Milliseconds that a test waits at most: the first thread starts when its modules have been checked. */
export const PATIENCE = 60_000;

/** The module of the clerk. */
export const CLERK = import.meta.resolve("./clerk.ts");

/** A system with clerks on threads, and its events. */
export class Office implements AsyncDisposable {
  readonly system: System;
  readonly events: SystemEvent[] = [];

  constructor(options: SystemOptions = {}) {
    this.system = new System({ intensity: 100, ...options });
    this.system.events().subscribe((event) => this.events.push(event));
  }

  /** A clerk that has started. */
  async clerk(name: string, options: ThreadOptions & ChildSpec = {}): Promise<Ref<Order>> {
    const started = this.event("started", name);
    const ref = spawnWorker<Order>(this.system, name, CLERK, options);
    await started;
    return ref;
  }

  /** The next event of one type that concerns the actor of a name. */
  event<T extends SystemEvent["type"]>(type: T, name: string): Promise<Extract<SystemEvent, { type: T }>> {
    const { promise, resolve } = Promise.withResolvers<Extract<SystemEvent, { type: T }>>();
    const subscription = this.system.events().subscribe((event) => {
      if (event.type === type && event.id.includes(`/${name}`)) resolve(event as Extract<SystemEvent, { type: T }>);
    });
    return within(promise, `"${type}" of ${name}`, PATIENCE).finally(() => subscription[Symbol.dispose]());
  }

  probe<M>(): Probe<M> {
    return new Probe<M>(this.system, { timeout: PATIENCE });
  }

  /** The dead letters so far: why, and the message. */
  letters(): [DeadLetterCause, unknown][] {
    return this.events.flatMap((event) => event.type === "dead-letter" ? [[event.why, event.message]] : []);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.system.shutdown({ deadline: 1_000 });
  }
}

/** How many refs one end of a clerk's link keeps. */
export function kept(ref: Ref<never>): { readonly exports: number; readonly imports: number } {
  const { link } = localRef(ref)!.cell.handler as Host<unknown>;
  return { exports: link.exports.size, imports: link.imports.size };
}

/** Shared memory that a clerk can be held up with, and that says when it is. */
export class Brake {
  readonly flag: Int32Array = new Int32Array(new SharedArrayBuffer(8));

  /** Resolves when the clerk has come to it. */
  async reached(): Promise<void> {
    await within(
      (async () => {
        while (Atomics.load(this.flag, 1) === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      })(),
      "the clerk to come to the brake",
      PATIENCE,
    );
  }

  release(): void {
    Atomics.store(this.flag, 0, 1);
    Atomics.notify(this.flag, 0);
  }
}
