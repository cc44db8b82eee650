import { assert, assertEquals } from "@std/assert";
import { importsOf } from "../tools/structure/imports.ts";
import { readSources } from "../tools/structure/read.ts";
import {
  cycles,
  longFiles,
  misplacedDeno,
  MOST_LINES,
  reachedPrivates,
  repeatedTestNames,
  wrongDirections,
} from "../tools/structure/rules.ts";
import { mask, type SourceFile } from "../tools/structure/scan.ts";

const project = await readSources(new URL("../", import.meta.url));

/** Files from their paths and texts. */
function files(texts: Record<string, string>): SourceFile[] {
  return Object.entries(texts).map(([path, text]) => ({ path, text }));
}

Deno.test("readSources() reads this project", () => {
  const paths = project.map((file) => file.path);
  for (const path of ["mod.ts", "main.ts", "actors/mod.ts", "transports/mod.ts", "tests/structure_test.ts"]) {
    assert(paths.includes(path), `${path} was not read`);
  }
});

Deno.test("wrongDirections() finds none in this project", () => {
  assertEquals(wrongDirections(project), []);
});

Deno.test("cycles() finds none in this project", () => {
  assertEquals(cycles(project), []);
});

Deno.test("misplacedDeno() finds none in this project", () => {
  assertEquals(misplacedDeno(project), []);
});

Deno.test("longFiles() finds none in this project", () => {
  assertEquals(longFiles(project), []);
});

Deno.test("reachedPrivates() finds none in this project", () => {
  assertEquals(reachedPrivates(project), []);
});

Deno.test("repeatedTestNames() finds none in this project", () => {
  assertEquals(repeatedTestNames(project), []);
});

Deno.test("mask() blanks comments, strings, templates and regular expressions in place", () => {
  const text = [
    'const a = "Deno"; // Deno',
    "/** Deno */ const b = 'it\\'s Deno';",
    "const c = `Deno ${Deno} Deno ${`${{ a: Deno }}`} Deno`;",
    'const d = /["`Deno/]/.test(x) ? x / Deno / y : 1;',
  ].join("\n");
  assertEquals(
    mask(text),
    [
      'const a = "    ";        ',
      "            const b = '          ';",
      "const c = `     ${Deno}      ${`${{ a: Deno }}`}     `;",
      "const d =            .test(x) ? x / Deno / y : 1;",
    ].join("\n"),
  );
});

Deno.test("importsOf() tells every kind of import from one another", () => {
  const text = [
    'import a, { type B, c } from "./c.ts";',
    'import type { D } from "../d.ts";',
    'export { type E, type F } from "npm:e";',
    'export * from "./e.ts";',
    'import "node:fs";',
    'const f = await import("./f.ts");',
    '// import "./g.ts";',
    'export const from = "./h.ts";',
    'import type from "./i.ts";',
  ].join("\n");
  assertEquals(importsOf({ path: "actors/runtime/a.ts", text }), [
    { specifier: "./c.ts", target: "actors/runtime/c.ts", typeOnly: false, line: 1 },
    { specifier: "../d.ts", target: "actors/d.ts", typeOnly: true, line: 2 },
    { specifier: "npm:e", target: undefined, typeOnly: true, line: 3 },
    { specifier: "./e.ts", target: "actors/runtime/e.ts", typeOnly: false, line: 4 },
    { specifier: "node:fs", target: undefined, typeOnly: false, line: 5 },
    { specifier: "./f.ts", target: "actors/runtime/f.ts", typeOnly: false, line: 6 },
    { specifier: "./i.ts", target: "actors/runtime/i.ts", typeOnly: false, line: 9 },
  ]);
});

Deno.test("wrongDirections() reports imports of what is above, outside and in front of the house", () => {
  const found = wrongDirections(files({
    "actors/runtime/cell.ts":
      'import "./ring.ts";\nimport type { Router } from "../routing/router.ts";\nimport "npm:x";',
    "actors/routing/router.ts": 'import "../runtime/cell.ts";\nimport "../../transports/tcp.ts";',
    "transports/tcp.ts": 'import "../actors/mod.ts";\nimport "node:tls";\nimport "../tests/help.ts";',
    "server/server.ts": 'import "@mailroom/mailroom";',
    "cli/serve.ts": 'import "../mod.ts";\nimport "../server/server.ts";\nimport "../main.ts";',
    "tests/cell_test.ts": 'import "@mailroom/mailroom";\nimport "../main.ts";',
  }));
  assertEquals(found, [
    "actors/runtime/cell.ts:2: imports actors/routing/router.ts, which is above actors/runtime/",
    "actors/runtime/cell.ts:3: imports npm:x; the runtime imports nothing but itself",
    "actors/routing/router.ts:2: imports transports/tcp.ts, which is above actors/",
    "transports/tcp.ts:3: imports tests/help.ts, which is not part of the library",
    "server/server.ts:1: imports @mailroom/mailroom by name; inside the library import by path",
    "cli/serve.ts:3: imports main.ts, which is above cli/",
  ]);
});

Deno.test("cycles() reports a circle once and lets circles of types pass", () => {
  assertEquals(
    cycles(files({
      "actors/a.ts": 'import "./b.ts";',
      "actors/b.ts": 'import "./d.ts";\nimport "./c.ts";',
      "actors/c.ts": 'import "./a.ts";\nimport "./d.ts";',
      "actors/d.ts": 'import type { A } from "./a.ts";',
    })),
    ["actors/c.ts:1: closes the circle actors/a.ts → actors/b.ts → actors/c.ts → actors/a.ts"],
  );
});

Deno.test("misplacedDeno() reports uses in actors, server and mod.ts, in code alone", () => {
  assertEquals(
    misplacedDeno(files({
      "actors/a.ts": "// Deno.cwd()\nglobalThis.Deno;\nconst isDeno = `${Deno.pid}`;",
      "server/a.ts": "type Address = Deno.Addr;",
      "mod.ts": "/** Deno */",
      "transports/a.ts": "Deno.connect;",
      "main.ts": "Deno.args;",
    })),
    ["actors/a.ts:2: uses Deno", "actors/a.ts:3: uses Deno", "server/a.ts:1: uses Deno"],
  );
});

Deno.test("longFiles() reports a file one line past the limit", () => {
  const most = "\n".repeat(MOST_LINES);
  assertEquals(
    longFiles(files({ "cli/a.ts": most, "cli/b.ts": `${most}\n`, "tests/c.ts": `${most}\n` })),
    ["cli/b.ts:251: has 251 lines, more than 250"],
  );
});

Deno.test("reachedPrivates() reports what reaches into another top folder", () => {
  assertEquals(
    reachedPrivates(files({
      "actors/routing/a.ts": 'import "../runtime/_b.ts";',
      "transports/a.ts": 'import "./_b.ts";\nimport type { B } from "../actors/runtime/_b.ts";',
      "tests/a.ts": 'import "../actors/runtime/_b.ts";',
    })),
    ["transports/a.ts:2: imports actors/runtime/_b.ts, which is private to actors/"],
  );
});

Deno.test("repeatedTestNames() reports the later of two equal names", () => {
  const test = "Deno.test";
  assertEquals(
    repeatedTestNames(files({
      "tests/a_test.ts": `${test}("a", f);\n${test}(\n  { name: "b", fn: f },\n);\n// ${test}("a", f);`,
      "tests/b_test.ts": `${test}("c", f);\n${test}.ignore("a", f);\n${test}("b", f);\n${test}(\`\${x}\`, f);\n`,
    })),
    [
      "tests/b_test.ts:2: has the name of the test at tests/a_test.ts:1: a",
      "tests/b_test.ts:3: has the name of the test at tests/a_test.ts:3: b",
    ],
  );
});
