import { ClosedConnections } from "../actors/routing/connection_info.ts";
import { Counters } from "../actors/routing/counters.ts";
import { subscribeLocally } from "../actors/routing/local.ts";
import { silent } from "../actors/routing/log.ts";
import type { RouterMessage } from "../actors/routing/messages.ts";
import { Publication } from "../actors/routing/publication.ts";
import { isPattern, isSubject } from "../actors/routing/subjects/subject.ts";
import type { Peer } from "../actors/routing/socket.ts";
import { describeReason } from "../actors/runtime/exit_reason.ts";
import type { Ref } from "../actors/runtime/ref.ts";
import { System } from "../actors/runtime/system.ts";
import type { NatsLimits } from "../transports/protocols/nats/nats_options.ts";
import { tellAll } from "../actors/routing/tell_all.ts";
import type { AuthOptions } from "./auth/options.ts";
import type { MailroomOptions } from "./options.ts";
import { lameDuck, type LameDuckOptions } from "./lame_duck.ts";
import { plan, type Running } from "./plan.ts";

/** A message as a listener inside the program sees it. It may be kept. */
export interface Heard {
  /** What it is about. */
  readonly subject: string;
  /** Its bytes. */
  readonly payload: Uint8Array;
  /** Where answers go. */
  readonly reply: string | undefined;
}

/** A router that runs. Disposing it is shutting it down. */
export interface Mailroom extends AsyncDisposable {
  /** Where it listens, for each of what was started; with the ports it really has. */
  readonly addresses: { readonly [name in "line" | "udp" | "nats" | "ws" | "node" | "http"]?: Peer };
  /** The system that it lives in. */
  readonly system: System;
  /** The router's ref, for actors that publish and subscribe. */
  readonly router: Ref<RouterMessage>;
  /** What was counted so far, by name. */
  counts(): Readonly<Record<string, number>>;
  /**
   * Publishes a text or bytes, which are copied. Never waits; `false` when the router has ended or is too busy.
   *
   * @throws {TypeError} when `subject` or `reply` is none: a blank or a line end in it would reach the wire of others
   */
  publish(subject: string, data: string | Uint8Array, reply?: string): boolean;
  /**
   * Calls `listener` for every message whose subject matches, in order, until it is disposed.
   *
   * @throws {TypeError} when `subject` cannot be subscribed to
   */
  subscribe(subject: string, listener: (message: Heard) => void): Disposable;
  /**
   * Holds NATS clients to other limits from now on, those that are connected too, and all listeners to another number of
   * connections; those that are open stay.
   */
  limit(limits: Partial<NatsLimits> & { readonly maxConnections?: number }): void;
  /**
   * Lets others in from now on. Clients that are connected stay as far as they still may be there: who is no user any more,
   * has another secret or account, is told `Authorization Violation` and disconnected; who may do less does less.
   *
   * @throws {TypeError} when the options contradict each other, or name an account that there was not at the start; then
   * nothing is changed
   */
  reauthorize(auth: AuthOptions): void;
  /**
   * Goes slowly, so that clients have time to find another server: stops accepting, tells the NATS clients, and after a
   * while closes one connection after the other. Resolves when all is over.
   */
  lameDuck(options?: LameDuckOptions): Promise<void>;
  /** Resolves when it has ended; rejects if it gave up. */
  readonly done: Promise<void>;
  /** Stops accepting, sends what is queued, closes all connections. Calling it again joins the first. */
  shutdown(): Promise<void>;
}

const encoder = new TextEncoder();

/**
 * Starts a whole router inside a program: what `main.ts serve` runs.
 *
 * It listens on nothing but what the options name, and on this machine only unless they say otherwise. Needs
 * `--allow-net` for what it listens on; UDP also needs `--unstable-net`.
 *
 * @returns the router, listening already
 * @throws the host's error, such as `Deno.errors.AddrInUse`, when an address cannot be had; nothing is left running then
 *
 * @example
 * ```ts
 * import { startMailroom } from "@mailroom/mailroom";
 *
 * await using mailroom = await startMailroom({ line: { port: 0 } });
 * using _subscription = mailroom.subscribe("room.lobby", ({ payload }) => console.log(payload));
 * mailroom.publish("room.lobby", "hello");
 * ```
 */
export async function startMailroom(options: MailroomOptions = {}): Promise<Mailroom> {
  const counters = new Counters();
  const { addresses, setup, tree, close } = plan(options, {
    counters,
    log: options.log ?? silent,
    closed: new ClosedConnections(),
  });
  const system = options.system ?? new System();
  const started = Promise.withResolvers<Running>();
  let ref: Ref<never>;
  try {
    const spec = { restart: "temporary", shutdown: Infinity } as const;
    const actor = tree(started.resolve);
    // In a system that is shared there may be several.
    ref = options.system === undefined ? system.spawn("mailroom", actor, spec) : system.spawn(actor, spec);
  } catch (error) {
    close();
    throw error;
  }
  const done = system.stopped(ref).then(async (reason) => {
    // It may have ended before it had started.
    close();
    if (options.system === undefined) await system.shutdown();
    if (reason.type === "failed" || (reason.type === "shutdown" && reason.detail !== undefined)) {
      throw new Error(`The router has ended: ${describeReason(reason)}`);
    }
  });
  // Whoever does not look at `done` has still heard of the end from the log.
  done.catch(() => {});
  const { router, listeners } = await Promise.race([
    started.promise,
    done.then(() => Promise.reject(new Error("The router did not start"))),
  ]);
  const shutdown = () => {
    system.stop(ref);
    return done;
  };
  return {
    addresses,
    system,
    router,
    counts: () => counters.all(),
    publish(subject, data, reply) {
      checkSubject(subject);
      if (reply !== undefined) checkSubject(reply);
      const bytes = typeof data === "string" ? encoder.encode(data) : data.slice();
      return router.tell(new Publication(subject, bytes, 0, bytes.length, { reply }));
    },
    subscribe(subject, listener) {
      if (!isPattern(subject)) {
        throw new TypeError(`Cannot subscribe to ${JSON.stringify(subject)}: wanted tokens separated by dots`);
      }
      const ref = subscribeLocally(system, router, subject, listener);
      return { [Symbol.dispose]: () => system.stop(ref) };
    },
    limit(limits) {
      setup.limit(limits);
      tellAll(system, router, { type: "notice" });
    },
    reauthorize(auth) {
      setup.authorize(auth);
      tellAll(system, router, { type: "notice" });
    },
    async lameDuck(options = {}) {
      system.stop(listeners);
      await system.stopped(listeners);
      setup.retire();
      await lameDuck(system, router, options, done);
      await shutdown();
    },
    done,
    shutdown,
    [Symbol.asyncDispose]: shutdown,
  };
}

function checkSubject(text: string): void {
  if (isSubject(text)) return;
  throw new TypeError(`Cannot publish to ${JSON.stringify(text)}: wanted tokens without blanks, separated by dots`);
}
