import { assertEquals } from "@std/assert";
import type { ExitReason } from "../runtime/exit_reason.ts";
import type { Ref } from "../runtime/ref.ts";
import type { System } from "../runtime/system.ts";
import { turn } from "./turn.ts";

/** Options of a {@linkcode Probe}. */
export interface ProbeOptions {
  /** Real milliseconds that an expectation waits before it fails. Default 1,000. */
  readonly timeout?: number;
}

/**
 * An actor that a test talks through: it keeps what it is told, in order, until the test expects it.
 *
 * @typeParam M what it takes
 *
 * @example
 * ```ts
 * import { System } from "@mailroom/mailroom/actors";
 * import { Probe } from "@mailroom/mailroom/testing";
 *
 * await using system = new System();
 * const probe = new Probe<string>(system);
 * system.spawn(() => (name: string) => void probe.ref.tell(`hello ${name}`)).tell("ada");
 * await probe.expect("hello ada");
 * await probe.expectNothing();
 * ```
 */
export class Probe<M> {
  /** What the actor under test is given. */
  readonly ref: Ref<M>;
  readonly #system: System;
  readonly #timeout: number;
  readonly #messages: M[] = [];
  #arrived = Promise.withResolvers<void>();

  /** Spawns the probe's actor on `system`. */
  constructor(system: System, options: ProbeOptions = {}) {
    this.#system = system;
    this.#timeout = options.timeout ?? 1_000;
    const keep = (message: M): void => {
      this.#messages.push(message);
      this.#arrived.resolve();
    };
    this.ref = system.spawn(() => keep, { capacity: Infinity });
  }

  /** How many messages have come and were not expected yet. */
  get size(): number {
    return this.#messages.length;
  }

  /**
   * The next message.
   *
   * @throws {Error} when none comes in time
   */
  async next(): Promise<M> {
    while (this.#messages.length === 0) await this.#within(this.#next(), "a message");
    return this.#messages.shift() as M;
  }

  /**
   * Waits for the next message, which must equal `expected`.
   *
   * @throws {AssertionError} when it does not
   * @throws {Error} when none comes in time
   */
  async expect(expected: M): Promise<void> {
    assertEquals(await this.next(), expected);
  }

  /**
   * Lets everything that is ready run and fails if there is a message. With a manual clock that is certainty; with a real
   * one, something may still come later.
   *
   * @throws {AssertionError} when there is a message
   */
  async expectNothing(): Promise<void> {
    await turn();
    await turn();
    assertEquals(this.#messages, []);
  }

  /**
   * Waits until an actor has ended for good.
   *
   * @throws {Error} when it does not in time
   */
  expectTerminated(ref: Ref<never>): Promise<ExitReason> {
    return this.#within(this.#system.stopped(ref), `the end of ${ref.id}`);
  }

  async #next(): Promise<void> {
    while (this.#messages.length === 0) {
      await this.#arrived.promise;
      this.#arrived = Promise.withResolvers();
    }
  }

  async #within<T>(promise: Promise<T>, what: string): Promise<T> {
    const timeout = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => timeout.reject(new Error(`Expected ${what} within ${this.#timeout} ms, got none`)),
      this.#timeout,
    );
    try {
      return await Promise.race([promise, timeout.promise]);
    } finally {
      clearTimeout(timer);
    }
  }
}
