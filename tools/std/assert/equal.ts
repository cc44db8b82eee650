type Key = string | symbol;
type Compare = (a: unknown, b: unknown) => boolean;

/** Typed arrays share a constructor that has no global name. */
const TypedArray: new () => ArrayLike<unknown> = Object.getPrototypeOf(Uint8Array);

/** Objects whose text says all there is to compare, and whose own properties say nothing. */
const comparedAsText = new Set<unknown>([RegExp.prototype, URL.prototype, URLSearchParams.prototype]);

/**
 * Deep equality as `assertEquals()` sees it.
 *
 * `0` equals `-0` and `NaN` equals `NaN`. The prototypes must be the same, except that an object without one equals a
 * plain object. A property that is `undefined` is not a missing property. Sets and maps are compared without regard to
 * order. Cycles are followed once.
 *
 * @throws {TypeError} If two `WeakMap`s or two `WeakSet`s meet, as nobody can look into them.
 */
export function equal(a: unknown, b: unknown): boolean {
  const underWay = new Map<unknown, unknown>();

  function compare(a: unknown, b: unknown): boolean {
    if (same(a, b)) return true;
    if (!isObject(a) || !isObject(b)) return false;
    if (a instanceof Date && b instanceof Date) return Object.is(a.getTime(), b.getTime());
    if (family(a) !== family(b)) return false;

    const bytesOfA = elements(a), bytesOfB = elements(b);
    if (bytesOfA && bytesOfB) return sameElements(bytesOfA, bytesOfB);
    if (a instanceof WeakMap || a instanceof WeakSet) {
      throw new TypeError(`Cannot compare ${a instanceof WeakMap ? "WeakMap" : "WeakSet"} instances`);
    }
    if (a instanceof WeakRef) return compare(a.deref(), (b as WeakRef<WeakKey>).deref());

    if (underWay.get(a) === b) return true;
    if (Object.keys(a).length !== Object.keys(b).length) return false;
    underWay.set(a, b);
    if (a instanceof Map || a instanceof Set) return sameEntries(a, b as typeof a, compare);
    if (comparedAsText.has(Object.getPrototypeOf(a))) return String(a) === String(b);
    return sameProperties(a, b, compare);
  }

  return compare(a, b);
}

function same(a: unknown, b: unknown): boolean {
  return a === b || Object.is(a, b);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** The prototype, where none at all counts as that of a plain object. */
function family(value: object): unknown {
  return Object.getPrototypeOf(value) ?? Object.prototype;
}

function elements(value: object): ArrayLike<unknown> | undefined {
  if (value instanceof TypedArray) return value;
  if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) return new Uint8Array(value);
  return undefined;
}

function sameElements(a: ArrayLike<unknown>, b: ArrayLike<unknown>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    if (!same(a[i], b[i])) return false;
  }
  return true;
}

/** Every entry of `a` has an equal one in `b`; entries with primitive keys are looked up, others searched for. */
function sameEntries(
  a: Map<unknown, unknown> | Set<unknown>,
  b: Map<unknown, unknown> | Set<unknown>,
  compare: Compare,
): boolean {
  if (a.size !== b.size) return false;
  const valueIn = (entries: typeof a, key: unknown) => entries instanceof Map ? entries.get(key) : true;
  if ([...a.keys()].every((key) => !isObject(key) && typeof key !== "function")) {
    return [...a.keys()].every((key) => b.has(key) && compare(valueIn(a, key), valueIn(b, key)));
  }
  return [...a.keys()].every((key) =>
    [...b.keys()].some((other) => compare(key, other) && compare(valueIn(a, key), valueIn(b, other)))
  );
}

function sameProperties(a: object, b: object, compare: Compare): boolean {
  const keys = new Set([...comparedKeys(a), ...comparedKeys(b)]);
  for (const key of keys) {
    if (key in a !== key in b) return false;
    if (!compare(a[key as keyof typeof a], b[key as keyof typeof b])) return false;
  }
  return true;
}

/** Plain objects and arrays: what is enumerable and their own. Instances: also what their classes define, getters above all. */
function comparedKeys(value: object): Iterable<Key> {
  if (family(value) === Object.prototype || family(value) === Array.prototype) return Reflect.ownKeys({ ...value });
  const keys = new Set<Key>();
  for (let at = value; at !== null && at !== Object.prototype && at !== Array.prototype;) {
    for (const key of Reflect.ownKeys(at)) keys.add(key);
    at = Object.getPrototypeOf(at);
  }
  return keys;
}
