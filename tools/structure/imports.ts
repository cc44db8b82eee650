import { lineAt, mask, type SourceFile } from "./scan.ts";

/** One import, re-export or dynamic import of a module. */
export interface Import {
  /** As written. */
  readonly specifier: string;
  /** The path from the project's root that a relative specifier means; `undefined` for any other. */
  readonly target: string | undefined;
  /** Whether it is gone when the types are. */
  readonly typeOnly: boolean;
  /** Where it stands, from 1. */
  readonly line: number;
}

const withClause =
  /\b(?:import|export)\s+(?<clause>(?:type\s+)?(?:[\w$]+\s*,?\s*)?(?:\*(?:\s*as\s+[\w$]+)?\s*|\{[^{}]*\}\s*)?)from\s*["']/g;
const withoutClause = /\bimport\s*\(?\s*["']/g;

/** Every import of the file, in the order they are written. */
export function importsOf(file: SourceFile): Import[] {
  const masked = mask(file.text);
  const found: Import[] = [];
  for (const pattern of [withClause, withoutClause]) {
    for (const { 0: statement, index, groups } of masked.matchAll(pattern)) {
      const opening = index + statement.length - 1;
      const specifier = file.text.slice(opening + 1, masked.indexOf(masked[opening]!, opening + 1));
      found.push({
        specifier,
        target: specifier.startsWith(".") ? resolve(file.path, specifier) : undefined,
        typeOnly: isTypeOnly(groups?.["clause"] ?? ""),
        line: lineAt(file.text, index),
      });
    }
  }
  return found.sort((a, b) => a.line - b.line);
}

/** `type { A }`, `type * as A` and `{ type A, type B }`, but not `{ type A, b }`, and not the value named `type`. */
function isTypeOnly(clause: string): boolean {
  if (/^type\s+[^\s,]/.test(clause)) return true;
  const names = /^\{([^}]*)\}\s*$/.exec(clause)?.[1]?.split(",").map((name) => name.trim()).filter(Boolean);
  return names !== undefined && names.length > 0 && names.every((name) => /^type\s/.test(name));
}

function resolve(from: string, specifier: string): string {
  return new URL(specifier, `file:///${from}`).pathname.slice(1);
}
