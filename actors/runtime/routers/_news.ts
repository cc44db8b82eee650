import type { Cell } from "../_cell.ts";
import type { Context } from "../context.ts";
import { Envelope } from "../_envelope.ts";
import { AdaptedRef, type LocalRef } from "../_local_ref.ts";

/**
 * A door for news that concern one incarnation alone, and that must not be lost for want of room: a router that missed
 * who has joined would never know.
 */
export class NewsRef<N> extends AdaptedRef<N, never> {
  readonly #self: Context<never>;
  readonly #hear: (news: N) => void;

  /** `hear` is called in the turns of `self`. */
  constructor(self: Context<never>, hear: (news: N) => void) {
    super(self.ref as LocalRef<never>, unused);
    this.#self = self;
    this.#hear = hear;
  }

  override tell(news: N): boolean {
    const { cell } = this.owner;
    if (cell.limit === 0) return false;
    cell.enqueue(new News(this.#self, () => this.#hear(news)));
    return true;
  }
}

class News extends Envelope {
  override readonly content = undefined;
  readonly #incarnation: object;
  readonly #hear: () => void;

  constructor(incarnation: object, hear: () => void) {
    super();
    this.#incarnation = incarnation;
    this.#hear = hear;
  }

  override deliver(cell: Cell): void {
    if (cell.incarnation === this.#incarnation) this.#hear();
  }
}

function unused(): never {
  throw new TypeError("Cannot offer to a monitor of a group: it is told");
}
