import { NotCloneableError } from "../errors.ts";
import { AdaptedRef, LocalRef } from "../_local_ref.ts";
import { PendingAsk } from "../_pending_ask.ts";
import type { Ref } from "../ref.ts";
import { moves } from "./transfer.ts";

/** What a message has in it that matters on its way to another thread. */
export interface Findings {
  /** Whether there are refs, which are no data. */
  readonly refs: boolean;
  /** What is moved instead of copied. */
  readonly moves: Transferable[] | undefined;
}

/** A ref of this library, of which both threads have one. */
export type KnownRef = LocalRef | AdaptedRef<unknown, unknown> | PendingAsk;

/** Whether a value is a ref. */
export function isRef(value: object): value is KnownRef {
  return value instanceof LocalRef || value instanceof PendingAsk || value instanceof AdaptedRef;
}

/** Whether an object is cloned property by property: a plain one, or of a class, which the clone is not. */
export function isRecord(value: object): value is Record<string, unknown> {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null ||
    Object.prototype.toString.call(value) === "[object Object]";
}

/**
 * Looks through a message for what another thread cannot be given. It costs much less than cloning.
 *
 * @throws {NotCloneableError} when there is such a thing; the message names it and `to`
 */
export function examine(message: unknown, to: Pick<Ref<never>, "id">): Findings {
  if (typeof message !== "object" || message === null) {
    if (typeof message === "function" || typeof message === "symbol") throw refusal(message, [], to);
    return NOTHING;
  }
  const examination = new Examination();
  try {
    examination.into(message);
  } catch (error) {
    if (error === examination) throw refusal(examination.offender, examination.path, to);
    throw new NotCloneableError(
      `Cannot send a message to ${to.id}: looking at message${text(examination.path)} threw`,
      {
        cause: error,
      },
    );
  }
  return examination;
}

const KEY = Symbol("a key");
const ELEMENT = Symbol("an element");
const NOTHING: Findings = Object.freeze({ refs: false, moves: undefined });

class Examination implements Findings {
  refs = false;
  moves: Transferable[] | undefined = undefined;
  readonly path: unknown[] = [];
  offender: unknown = undefined;
  /** Containers that were looked into; made for messages of more than one. */
  #seen: Set<object> | undefined = undefined;
  #first: object | undefined = undefined;

  into(value: object): void {
    if (isRef(value)) this.refs = true;
    else if (this.#isNew(value)) this.#container(value);
  }

  #container(value: object): void {
    if (Array.isArray(value)) {
      for (let i = 0; i < value.length; i++) this.#part(i, value[i]);
    } else if (value instanceof Map) {
      for (const [key, part] of value) {
        this.#part(KEY, key);
        this.#part(key, part);
      }
    } else if (value instanceof Set) {
      for (const part of value) this.#part(ELEMENT, part);
    } else if (ArrayBuffer.isView(value)) this.#buffer(value.buffer);
    else if (value instanceof ArrayBuffer || value instanceof MessagePort) this.#buffer(value);
    else if (isRecord(value)) {
      for (const key of Object.keys(value)) this.#part(key, value[key]);
    } else this.#other(value);
  }

  #part(key: unknown, part: unknown): void {
    switch (typeof part) {
      case "object":
        if (part === null) return;
        this.path.push(key);
        this.into(part);
        this.path.pop();
        return;
      case "function":
      case "symbol":
        this.path.push(key);
        this.#refuse(part);
    }
  }

  #buffer(buffer: ArrayBufferLike | MessagePort): void {
    if (!moves(buffer)) return buffer instanceof MessagePort ? this.#refuse(buffer) : undefined;
    (this.moves ??= []).push(buffer);
  }

  /** Dates, errors and what else the host knows: only the attempt can tell. */
  #other(value: object): void {
    try {
      structuredClone(value);
    } catch {
      this.#refuse(value);
    }
  }

  #refuse(value: unknown): never {
    this.offender = value;
    throw this;
  }

  #isNew(value: object): boolean {
    if (this.#first === undefined) {
      this.#first = value;
      return true;
    }
    const seen = this.#seen ??= new Set([this.#first]);
    if (seen.has(value)) return false;
    seen.add(value);
    return true;
  }
}

function refusal(offender: unknown, path: readonly unknown[], to: Pick<Ref<never>, "id">): NotCloneableError {
  const what = typeof offender === "object" ? Object.prototype.toString.call(offender).slice(8, -1) : typeof offender;
  return new NotCloneableError(
    `Cannot send a message to ${to.id}: message${text(path)} is a ${what}, wanted what can be cloned, or a ref`,
    { cause: cloneError(offender) },
  );
}

function cloneError(offender: unknown): unknown {
  try {
    structuredClone(offender);
  } catch (error) {
    return error;
  }
  return undefined;
}

/** Where something is in a message: `.options.callbacks[2]` */
function text(path: readonly unknown[]): string {
  return path.map((key) => typeof key === "string" && /^[\w$]+$/.test(key) ? `.${key}` : `[${keyText(key)}]`).join("");
}

function keyText(key: unknown): string {
  switch (typeof key) {
    case "string":
      return JSON.stringify(key);
    case "symbol":
      return key.description ?? "a symbol";
    case "object":
    case "function":
      return "an object";
    default:
      return String(key);
  }
}
