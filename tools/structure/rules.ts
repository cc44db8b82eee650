import { importsOf } from "./imports.ts";
import { lineAt, mask, type SourceFile } from "./scan.ts";

/** What a rule has to say, as `path:line: what is wrong`. */
export type Finding = string;

/** The house from the ground up: a file may import from its own floor and from those below. */
const FLOORS = ["actors/runtime/", "actors/", "transports/", "server/", "mod.ts", "cli/", "main.ts"];

/** Files of the runtime that may import from Node, by path. */
const RUNTIME_MAY_USE_NODE: readonly string[] = [];

const MAY_USE_DENO = ["transports/", "cli/", "main.ts", "tools/", "tests/", "examples/", "bench/"];

const KEPT_SMALL = ["actors/", "transports/", "server/", "cli/"];

/** Past this a file needs splitting. */
export const MOST_LINES = 250;

/** Imports that point up a floor, out of the house, or back in by its front door; and any import of the runtime's. */
export function wrongDirections(files: readonly SourceFile[]): Finding[] {
  return files.flatMap((file) => {
    const floor = floorOf(file.path);
    if (floor === -1) return [];
    return importsOf(file).flatMap(({ specifier, target, line }) => {
      const problem = target === undefined
        ? outsideProblem(file.path, floor, specifier)
        : insideProblem(FLOORS[floor]!, floor, target);
      return problem === undefined ? [] : [`${file.path}:${line}: ${problem}`];
    });
  });
}

function insideProblem(name: string, floor: number, target: string): string | undefined {
  const other = floorOf(target);
  if (other === -1) return `imports ${target}, which is not part of the library`;
  if (other > floor) return `imports ${target}, which is above ${name}`;
  return undefined;
}

function outsideProblem(path: string, floor: number, specifier: string): string | undefined {
  if (specifier.startsWith("@mailroom/")) return `imports ${specifier} by name; inside the library import by path`;
  if (floor > 0) return undefined;
  if (specifier.startsWith("node:") && RUNTIME_MAY_USE_NODE.includes(path)) return undefined;
  return `imports ${specifier}; the runtime imports nothing but itself`;
}

/** Circles of imports, each reported where it closes. Imports of types alone do not count. */
export function cycles(files: readonly SourceFile[]): Finding[] {
  const imports = new Map(files.map((file) => [file.path, importsOf(file).filter((each) => !each.typeOnly)]));
  const done = new Set<string>();
  const way: string[] = [];
  const findings: Finding[] = [];

  function visit(path: string): void {
    way.push(path);
    for (const { target, line } of imports.get(path) ?? []) {
      if (target === undefined || done.has(target)) continue;
      const start = way.indexOf(target);
      if (start === -1) visit(target);
      else findings.push(`${path}:${line}: closes the circle ${[...way.slice(start), target].join(" → ")}`);
    }
    way.pop();
    done.add(path);
  }

  for (const path of imports.keys()) if (!done.has(path)) visit(path);
  return findings;
}

/** Uses of the global `Deno` where the code must run without it. */
export function misplacedDeno(files: readonly SourceFile[]): Finding[] {
  return files.filter((file) => !isIn(MAY_USE_DENO, file.path)).flatMap((file) =>
    [...mask(file.text).matchAll(/(?<![\w$])Deno(?![\w$])/g)].map(({ index }) =>
      `${file.path}:${lineAt(file.text, index)}: uses Deno`
    )
  );
}

/** Files of the library with more than {@linkcode MOST_LINES} lines. */
export function longFiles(files: readonly SourceFile[]): Finding[] {
  return files.filter((file) => isIn(KEPT_SMALL, file.path)).flatMap((file) => {
    const lines = file.text.replace(/\n$/, "").split("\n").length;
    return lines > MOST_LINES ? [`${file.path}:${lines}: has ${lines} lines, more than ${MOST_LINES}`] : [];
  });
}

/** Imports of a private file, `_name.ts`, from another top folder than its own. Tests may. */
export function reachedPrivates(files: readonly SourceFile[]): Finding[] {
  return files.filter((file) => !file.path.startsWith("tests/")).flatMap((file) =>
    importsOf(file).flatMap(({ target, line }) => {
      if (target === undefined || !/(?:^|\/)_[^/]*$/.test(target)) return [];
      if (topFolder(target) === topFolder(file.path)) return [];
      return [`${file.path}:${line}: imports ${target}, which is private to ${topFolder(target) || "the root"}`];
    })
  );
}

/** Tests that have the name of an earlier one. Names that are put together at run time are not compared. */
export function repeatedTestNames(files: readonly SourceFile[]): Finding[] {
  const first = new Map<string, string>();
  const findings: Finding[] = [];
  for (const file of files) {
    const masked = mask(file.text);
    for (const { 0: call, index } of masked.matchAll(/\bDeno\.test(?:\.\w+)?\(\s*(?:\{\s*name:\s*)?["'`]/g)) {
      const opening = index + call.length - 1;
      const name = file.text.slice(opening + 1, masked.indexOf(masked[opening]!, opening + 1));
      if (name.includes("${")) continue;
      const place = `${file.path}:${lineAt(file.text, opening)}`;
      const earlier = first.get(name);
      if (earlier === undefined) first.set(name, place);
      else findings.push(`${place}: has the name of the test at ${earlier}: ${name}`);
    }
  }
  return findings;
}

function floorOf(path: string): number {
  return FLOORS.findIndex((floor) => path === floor || (floor.endsWith("/") && path.startsWith(floor)));
}

function isIn(places: readonly string[], path: string): boolean {
  return places.some((place) => path === place || (place.endsWith("/") && path.startsWith(place)));
}

function topFolder(path: string): string {
  return path.includes("/") ? path.slice(0, path.indexOf("/") + 1) : "";
}
