import type { Ref } from "../../actors/runtime/ref.ts";
import type { HubInfo } from "../../transports/protocols/leaf/hub_info.ts";

/** What one leaf tells another. */
export interface Yield {
  /** Give up the link: another one leads to the same place. */
  readonly type: "yield";
}

interface Sibling {
  readonly hub: HubInfo;
  readonly ref: Ref<Yield>;
}

/** The open links of one node, by their rank: two of them must not lead into one cluster. */
export class Siblings {
  readonly #open = new Map<number, Sibling>();

  /** A link is to be opened. Returns whether it may be: not where one is open to the same server or cluster. */
  enter(rank: number, sibling: Sibling): boolean {
    const { server_id, cluster } = sibling.hub;
    for (const [other, { hub }] of this.#open) {
      if (other === rank) continue;
      if (server_id !== undefined && hub.server_id === server_id) return false;
      if (cluster !== undefined && hub.cluster === cluster) return false;
    }
    this.#open.set(rank, sibling);
    return true;
  }

  /** A link is over. */
  leave(rank: number): void {
    this.#open.delete(rank);
  }

  /** Has one give up, if it is open. */
  yield(rank: number): void {
    this.#open.get(rank)?.ref.tell({ type: "yield" });
  }
}
