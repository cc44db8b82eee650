import type { Ref } from "../../runtime/ref.ts";
import type { Intake } from "./intake.ts";

/** Bytes of input that cannot mean much work: they need no place. */
const LITTLE = 512;

/** One connection's place among those whose input is on its way through the router. */
export class Place {
  readonly #intake: Intake | undefined;
  readonly #ref: Ref<{ readonly type: "more" }>;
  /** What the intake calls. Made when it is needed: who says little never waits. */
  #admitted: (() => void) | undefined = undefined;
  #state: "none" | "awaited" | "taken" = "none";

  /** `ref` is told when a place was waited for and is there. Without an intake there is room for all. */
  constructor(intake: Intake | undefined, ref: Ref<{ readonly type: "more" }>) {
    this.#intake = intake;
    this.#ref = ref;
  }

  /** Whether it is to be left. */
  get taken(): boolean {
    return this.#state === "taken";
  }

  /** Whether that many bytes of input may be used now; if not, it has to be waited for. */
  enter(bytes: number): boolean {
    if (this.#intake === undefined || this.#state === "taken" || bytes <= LITTLE) return true;
    this.#admitted ??= () => {
      this.#state = "taken";
      this.#ref.offer({ type: "more" }).catch(() => {});
    };
    this.#state = this.#intake.enter(this.#admitted) ? "taken" : "awaited";
    return this.#state === "taken";
  }

  /** Gives it back, or waits for it no longer. */
  leave(): void {
    const state = this.#state;
    this.#state = "none";
    if (state === "taken") this.#intake?.leave();
    else if (state === "awaited") this.#intake?.forget(this.#admitted!);
  }
}
