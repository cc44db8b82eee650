import { AdaptedRef, type LocalRef } from "../_local_ref.ts";
import { PendingAsk } from "../_pending_ask.ts";
import type { KnownRef } from "./_examine.ts";
import type { Exports } from "./_exports.ts";
import type { WireRef } from "./_frame.ts";
import type { Imports } from "./_imports.ts";

/** How refs are named on the way, and what those names mean here. */
export class WireRefs {
  readonly #root: LocalRef;
  readonly #exports: Exports;
  readonly #imports: Imports;

  constructor(root: LocalRef, exports: Exports, imports: Imports) {
    this.#root = root;
    this.#exports = exports;
    this.#imports = imports;
  }

  /** Names a ref for the other side. */
  readonly wire = (ref: KnownRef): WireRef => {
    if (ref === this.#root) return ["peer"];
    const theirs = this.#imports.idOf(ref);
    if (theirs !== undefined) return ["yours", theirs];
    if (ref instanceof PendingAsk) return ref.over ? ["answered"] : ["answer", this.#exports.answer(ref)];
    if (ref instanceof AdaptedRef) return ["door", this.#exports.door(ref), this.wire(ref.owner)];
    return ref.cell.state === "stopped" ? ["gone", ref.path] : ["actor", this.#exports.actor(ref), ref.path];
  };

  /** The ref that the other side has named. */
  readonly ref = (wire: WireRef): KnownRef => {
    switch (wire[0]) {
      case "peer":
        return this.#root;
      case "yours":
        return this.#exports.handBack(wire[1]) ?? this.#imports.gone("/ended");
      case "actor":
        return this.#imports.actor(wire[1], wire[2]);
      case "door":
        return this.#imports.door(wire[1], this.ref(wire[2]) as LocalRef);
      case "answer":
        return this.#imports.ask(wire[1]);
      case "gone":
        return this.#imports.gone(wire[1]);
      case "answered":
        return this.#imports.answeredAsk();
    }
  };
}
