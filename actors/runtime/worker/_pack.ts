import type { Fixup, Fixups, WireRef } from "./_frame.ts";
import { type Findings, isRecord, isRef, type KnownRef } from "./_examine.ts";

/** A message as it is sent. */
export interface Packed {
  readonly message: unknown;
  readonly refs: Fixups;
  readonly moves: Transferable[] | undefined;
}

/** Takes the refs out of a message that was examined. One without refs is sent as it is. */
export function pack(message: unknown, findings: Findings, wire: (ref: KnownRef) => WireRef): Packed {
  const { refs, moves } = findings;
  if (!refs) return { message, refs: undefined, moves };
  const fixups: Fixup[] = [];
  if (isRef(message as object)) {
    fixups.push([undefined, undefined, wire(message as KnownRef)]);
    return { message: undefined, refs: fixups, moves };
  }
  return { message: new Copy(fixups, wire).of(message as object), refs: fixups, moves };
}

/** Copies containers, with what they share and where they meet themselves again; all else is left to the clone. */
class Copy {
  readonly #fixups: Fixup[];
  readonly #wire: (ref: KnownRef) => WireRef;
  readonly #made = new Map<object, object>();

  constructor(fixups: Fixup[], wire: (ref: KnownRef) => WireRef) {
    this.#fixups = fixups;
    this.#wire = wire;
  }

  of(value: object): object {
    return this.#made.get(value) ?? this.#copy(value);
  }

  #copy(value: object): object {
    if (Array.isArray(value)) {
      const copy: unknown[] = this.#keep(value, new Array(value.length));
      for (let i = 0; i < value.length; i++) copy[i] = this.#part(copy, i, value[i]);
      return copy;
    }
    if (value instanceof Map) {
      const copy: Map<unknown, unknown> = this.#keep(value, new Map());
      for (const [key, part] of value) copy.set(this.#member(copy, key), this.#member(copy, part));
      return copy;
    }
    if (value instanceof Set) {
      const copy: Set<unknown> = this.#keep(value, new Set());
      for (const part of value) copy.add(this.#member(copy, part));
      return copy;
    }
    if (!isRecord(value)) return value;
    const copy: Record<string, unknown> = this.#keep(value, {});
    for (const key of Object.keys(value)) define(copy, key, this.#part(copy, key, value[key]));
    return copy;
  }

  #keep<T extends object>(value: object, copy: T): T {
    this.#made.set(value, copy);
    return copy;
  }

  /** What stands in an array or an object. */
  #part(container: object, key: string | number, part: unknown): unknown {
    if (typeof part !== "object" || part === null) return part;
    if (!isRef(part)) return this.of(part);
    this.#fixups.push([container, key, this.#wire(part)]);
    return undefined;
  }

  /** What stands in a map or a set: a ref is found again by an object of its own. */
  #member(container: object, part: unknown): unknown {
    if (typeof part !== "object" || part === null) return part;
    if (!isRef(part)) return this.of(part);
    const mark = {};
    this.#fixups.push([container, mark, this.#wire(part)]);
    return mark;
  }
}

/** Puts the refs back. The message is the receiver's own copy and is changed in place. */
export function unpack(message: unknown, refs: Fixups, ref: (wire: WireRef) => unknown): unknown {
  if (refs === undefined) return message;
  const marked = new Map<object, Map<unknown, unknown>>();
  for (const [container, key, wire] of refs) {
    if (container === undefined) return ref(wire);
    if (!(container instanceof Map || container instanceof Set)) define(container, key as PropertyKey, ref(wire));
    else {
      const marks = marked.get(container) ?? new Map();
      marked.set(container, marks.set(key, ref(wire)));
    }
  }
  for (const [container, marks] of marked) restore(container as Map<unknown, unknown> | Set<unknown>, marks);
  return message;
}

function restore(container: Map<unknown, unknown> | Set<unknown>, marks: Map<unknown, unknown>): void {
  const whole = (part: unknown) => marks.has(part) ? marks.get(part) : part;
  const entries = [...container.entries()];
  container.clear();
  for (const [key, part] of entries) {
    if (container instanceof Map) container.set(whole(key), whole(part));
    else container.add(whole(key));
  }
}

/** Sets a property even where its name is `__proto__`. */
function define(container: object, key: PropertyKey, value: unknown): void {
  if (key !== "__proto__") (container as Record<PropertyKey, unknown>)[key] = value;
  else Object.defineProperty(container, key, { value, writable: true, enumerable: true, configurable: true });
}
