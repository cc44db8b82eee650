import type { DeadLetterCause, EventListener, Events, SystemEvent } from "./events.ts";
import { complain } from "./_unheard.ts";

type DeadLetter = Extract<SystemEvent, { type: "dead-letter" }>;

/** Events an iterator may be behind before the oldest are left out. */
const BACKLOG = 1_024;

/** The one place where events pass. An event is made only if somebody listens. */
export class EventStream implements Events {
  readonly #listeners = new Set<EventListener>();
  readonly #unheard: EventListener;
  /** Dead letters that were told of. */
  readonly #told = new WeakSet<object>();
  #burying = false;
  readonly deadLetters: Record<DeadLetterCause, number> = { stopped: 0, full: 0, unhandled: 0, "late-reply": 0 };

  /** `unheard` gets the events that were emitted to nobody. */
  constructor(unheard: EventListener) {
    this.#unheard = unheard;
  }

  /** Tells whoever listens. */
  emit(make: () => SystemEvent): void {
    if (this.#listeners.size !== 0) this.#tell(make());
  }

  /** Tells whoever listens or, if nobody does, the one who is there for that. */
  announce(event: SystemEvent): void {
    if (this.#listeners.size !== 0) this.#tell(event);
    else this.#unheard(event);
  }

  /**
   * Counts and announces a message that reached nobody. Not announced is one that tells of another, nor one that comes of
   * announcing another: a listener that forwards to an actor that is full or gone would never hear the end of it.
   */
  bury(letter: DeadLetter): void {
    const { why, message } = letter;
    this.deadLetters[why]++;
    if (this.#burying || (typeof message === "object" && message !== null && this.#told.has(message))) return;
    if (this.#listeners.size === 0) {
      // An answer that came late is nobody's mistake: it is not printed.
      if (why !== "late-reply") this.#unheard(letter);
      return;
    }
    this.#told.add(letter);
    this.#burying = true;
    this.#tell(letter);
    this.#burying = false;
  }

  subscribe(listener: EventListener, options: { readonly signal?: AbortSignal } = {}): Disposable {
    const own: EventListener = (event) => listener(event);
    const remove = () => {
      this.#listeners.delete(own);
      options.signal?.removeEventListener("abort", remove);
    };
    if (!options.signal?.aborted) {
      this.#listeners.add(own);
      options.signal?.addEventListener("abort", remove);
    }
    return { [Symbol.dispose]: remove };
  }

  async *[Symbol.asyncIterator](): AsyncIterableIterator<SystemEvent> {
    const backlog: SystemEvent[] = [];
    let arrived = Promise.withResolvers<void>();
    using _subscription = this.subscribe((event) => {
      if (backlog.length === BACKLOG) backlog.shift();
      backlog.push(event);
      arrived.resolve();
    });
    while (true) {
      await arrived.promise;
      arrived = Promise.withResolvers();
      for (let event = backlog.shift(); event !== undefined; event = backlog.shift()) yield event;
    }
  }

  #tell(event: SystemEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        complain("A listener to events threw", error);
      }
    }
  }
}
