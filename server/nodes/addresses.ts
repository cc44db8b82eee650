import type { Context } from "../../actors/runtime/context.ts";
import type { StartChild } from "../../actors/runtime/dynamic_supervisor.ts";
import type { Ref } from "../../actors/runtime/ref.ts";
import type { DialerMessage, MeshMessage, Source } from "./messages.ts";

/** What a dialer is started with. */
export interface Dialling {
  /** `host:port`. */
  readonly address: string;
  readonly source: Source;
  /** The id of the node that is there, as far as it is known. */
  readonly id: string | undefined;
}

/** How addresses are dialled. */
export interface AddressesOptions {
  /** Where this node itself can be reached, if it can. */
  readonly address: string | undefined;
  /** Takes new dialers in. */
  readonly dialers: () => Ref<StartChild<Dialling, DialerMessage>>;
  readonly isLinked: (id: string) => boolean;
}

/** How long the node with the higher id waits for the other one to dial, in milliseconds. */
const LATER = 2_000;
/** The most addresses that are learned. */
const MOST = 1_000;

/** The addresses at which nodes may be: each has a dialer, which sleeps while its node is linked. */
export class Addresses {
  readonly #self: Context<MeshMessage>;
  readonly #options: AddressesOptions;
  /** With the dialer, once it has spoken. */
  readonly #known = new Map<string, Ref<DialerMessage> | undefined>();
  readonly #own = new Set<string>();
  /** Addresses to be dialled later, with the ids of the nodes there. */
  readonly #later = new Map<string, string>();
  /** Dialers that sleep, by the id of their node. */
  readonly #sleeping = new Map<string, Set<Ref<DialerMessage>>>();

  constructor(self: Context<MeshMessage>, options: AddressesOptions) {
    this.#self = self;
    this.#options = options;
    if (options.address !== undefined) this.#own.add(options.address);
  }

  /** Has an address dialled, unless it is already. */
  add(address: string, source: Source, id?: string): void {
    if (this.#known.has(address) || this.#own.has(address)) return;
    if (source !== "configured" && this.#known.size >= MOST) return;
    this.#known.set(address, undefined);
    this.#options.dialers().tell({ type: "start", name: `dial-${address}`, argument: { address, source, id } });
  }

  /** Has it dialled if the node there has not been linked by then. */
  addLater(address: string, id: string): void {
    if (this.#known.has(address) || this.#later.has(address) || this.#later.size >= MOST) return;
    this.#later.set(address, id);
    const delay = LATER * (1 + this.#self.system.random());
    this.#self.timers.after(`later ${address}`, delay, { type: "overdue", address });
  }

  overdue(address: string): void {
    const id = this.#later.get(address);
    this.#later.delete(address);
    if (id !== undefined && !this.#options.isLinked(id)) this.add(address, "learned", id);
  }

  /** Lets a dialer dial now or, where its node is linked, when it is no more. */
  mayDial({ dialer, address, id }: Extract<MeshMessage, { readonly type: "may-dial" }>): void {
    if (this.#known.get(address) !== dialer) {
      this.#known.set(address, dialer);
      this.#self.watch(dialer);
    }
    if (id === undefined || !this.#options.isLinked(id)) return void dialer.tell({ type: "dial" });
    const sleeping = this.#sleeping.get(id);
    if (sleeping === undefined) this.#sleeping.set(id, new Set([dialer]));
    else sleeping.add(dialer);
  }

  /** It has turned out to be this node's own. */
  own(address: string): void {
    if (this.#own.size < MOST) this.#own.add(address);
  }

  /** A node is not linked any more. */
  free(id: string): void {
    const sleeping = this.#sleeping.get(id);
    this.#sleeping.delete(id);
    for (const dialer of sleeping ?? []) dialer.tell({ type: "dial" });
  }

  /** A dialer has given its address up. */
  ended(ref: Ref<never>): void {
    for (const [address, dialer] of this.#known) if (dialer === ref) this.#known.delete(address);
  }
}
