import { type LostReason, lostText, type Protocol, type Transport } from "../../../actors/routing/protocol.ts";
import { text } from "./_hearer.ts";

/** A protocol that notes its calls and does what each text asks for. */
export class Recorder implements Protocol {
  readonly calls: string[] = [];
  transport!: Transport;
  readonly #does: (text: string, transport: Transport) => void | Promise<void>;
  readonly #lost = Promise.withResolvers<LostReason>();

  constructor(does: (text: string, transport: Transport) => void | Promise<void> = () => {}) {
    this.#does = does;
  }

  /** Resolves with the reason when it is over. */
  get over(): Promise<LostReason> {
    return this.#lost.promise;
  }

  connected(transport: Transport): void {
    this.transport = transport;
    this.calls.push("connected");
  }

  received(chunk: Uint8Array): void | Promise<void> {
    this.calls.push(`received ${text(chunk)}`);
    return this.#does(text(chunk), this.transport);
  }

  lost(reason: LostReason): void {
    this.calls.push(`lost ${lostText(reason)}`);
    this.#lost.resolve(reason);
  }
}
