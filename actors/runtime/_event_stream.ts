import type { DeadLetterCause, EventListener, Events, SystemEvent } from "./events.ts";

/** Events an iterator may be behind before the oldest are left out. */
const BACKLOG = 1_024;

/** The one place where events pass. An event is made only if somebody listens. */
export class EventStream implements Events {
  readonly #listeners = new Set<EventListener>();
  readonly #unheard: EventListener;
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
        console.error("A listener to events threw", error);
      }
    }
  }
}
