/** The result while it grows: `a.b` is the property `b` of the object `a`. */
export interface Nested {
  [key: string]: unknown;
}

export function isNumeric(text: string): boolean {
  return /\S/.test(text) && Number.isFinite(Number(text));
}

export function setNested(target: Nested, path: string, value: unknown, collect = false): void {
  const keys = path.split(".");
  const last = keys.pop()!;
  for (const key of keys) target = (target[key] ??= {}) as Nested;
  const present = target[last];
  if (!collect) target[last] = value;
  else if (Array.isArray(present)) present.push(value);
  else target[last] = present ? [present, value] : [value];
}

export function hasNested(target: Nested, path: string): boolean {
  for (const key of path.split(".")) {
    if (!Object.hasOwn(target, key)) return false;
    target = target[key] as Nested;
  }
  return true;
}
