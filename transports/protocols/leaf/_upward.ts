import type { Forward } from "../../../actors/routing/forward.ts";
import type { Transport } from "../../../actors/routing/protocol.ts";
import type { Publication } from "../../../actors/routing/publication.ts";
import { LeafEncoder } from "./_leaf_encoder.ts";
import { SubjectFilter } from "./_subject_filter.ts";

/** What the hub takes. */
interface Taken {
  readonly headers: boolean;
  readonly max_payload: number | undefined;
}

/** The way up: what is published here and wanted there, held to what the hub takes, because it does not look itself. */
export class Upward {
  readonly #encoder: LeafEncoder;
  readonly #taken: () => Taken;
  readonly #complain: (count: string, text: string) => void;
  #filter = new SubjectFilter(undefined);

  constructor(transport: Transport, taken: () => Taken, complain: (count: string, text: string) => void) {
    this.#encoder = new LeafEncoder(transport);
    this.#taken = taken;
    this.#complain = complain;
  }

  /** Only subjects that pass this are sent from now on. */
  restrict(filter: SubjectFilter): void {
    this.#filter = filter;
  }

  /** Sends what the router has for the hub. */
  send({ publication, queues, plain }: Forward): void {
    if (!plain && queues.length === 0) return;
    if (publication.type === "publish") return this.#one(publication, queues);
    for (const each of publication.publications) this.#one(each, queues);
  }

  #one(publication: Publication, queues: readonly string[]): void {
    const { subject, size } = publication;
    const { headers, max_payload = Infinity } = this.#taken();
    if (!this.#filter.passes(subject)) {
      const text = `${JSON.stringify(subject)} may not be published to the hub`;
      return this.#complain("leaf_exports_denied", text);
    }
    if (size > max_payload) {
      const text = `a message of ${size} bytes to ${JSON.stringify(subject)} is dropped`;
      return this.#complain("leaf_dropped_too_large", `${text}: the hub takes at most ${max_payload}`);
    }
    this.#encoder.message(publication, queues, headers);
  }
}
