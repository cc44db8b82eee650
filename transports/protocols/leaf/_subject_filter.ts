import { matches } from "../../../actors/routing/subjects/subject.ts";
import type { HubPermissions } from "./hub_info.ts";

/** Answers that are kept; those in use soon come back when all are forgotten. */
const KEPT = 1 << 12;

/** Which subjects pass a hub's permissions and those added here. */
export class SubjectFilter {
  readonly #allow: readonly string[] | undefined;
  readonly #deny: readonly string[];
  readonly #known = new Map<string, boolean>();

  constructor(permissions: HubPermissions | undefined, deny: readonly string[] = []) {
    this.#allow = permissions?.allow;
    this.#deny = [...permissions?.deny ?? [], ...deny];
  }

  /** Whether it lets everything pass. */
  get open(): boolean {
    return this.#allow === undefined && this.#deny.length === 0;
  }

  /** Whether a subject without wildcards passes. */
  passes(subject: string): boolean {
    if (this.open) return true;
    let passes = this.#known.get(subject);
    if (passes === undefined) {
      if (this.#known.size === KEPT) this.#known.clear();
      const covers = (pattern: string) => matches(pattern, subject);
      passes = (this.#allow === undefined || this.#allow.some(covers)) && !this.#deny.some(covers);
      this.#known.set(subject, passes);
    }
    return passes;
  }
}
