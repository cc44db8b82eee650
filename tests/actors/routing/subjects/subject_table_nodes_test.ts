import { assert, assertEquals, assertFalse, assertNotEquals } from "@std/assert";
import { PatternNodes, ROOT } from "../../../../actors/routing/subjects/_pattern_nodes.ts";

const HASH = 42;

Deno.test("PatternNodes tells tokens with equal hashes apart", () => {
  const nodes = new PatternNodes();
  const ab = nodes.addChild(ROOT, HASH, "ab.x", 0, 2);
  assertEquals(nodes.child(ROOT, HASH, "ac", 0, 2), 0);
  assertEquals(nodes.child(ROOT, HASH, "abc", 0, 3), 0);
  const ac = nodes.addChild(ROOT, HASH, "ac", 0, 2);
  const abc = nodes.addChild(ROOT, HASH, "abc", 0, 3);
  const below = nodes.addChild(ab, HASH, "q.ab", 2, 4);
  assertEquals(nodes.child(ROOT, HASH, "z.ab", 2, 4), ab);
  assertEquals(nodes.child(ROOT, HASH, "ac", 0, 2), ac);
  assertEquals(nodes.child(ROOT, HASH, "abc", 0, 3), abc);
  assertEquals(nodes.child(ab, HASH, "ab", 0, 2), below);
  assertEquals(nodes.path(below), "ab.ab");
});

Deno.test("PatternNodes frees one of many nodes with equal hashes, wherever it stands among them", () => {
  for (let freed = 0; freed < 4; freed++) {
    const nodes = new PatternNodes();
    const texts = ["a", "b", "c", "d"];
    const numbers = texts.map((text) => nodes.addChild(ROOT, HASH, text, 0, 1));
    for (const node of numbers) nodes.use(node);
    nodes.release(numbers[freed]!);
    const expected = numbers.map((node, index) => index === freed ? 0 : node);
    assertEquals(texts.map((text) => nodes.child(ROOT, HASH, text, 0, 1)), expected);
    assertEquals(nodes.size, 3);
  }
});

Deno.test("PatternNodes gives numbers of freed nodes out again", () => {
  const nodes = new PatternNodes();
  for (let i = 0; i < 1000; i++) {
    const star = nodes.addStarChild(nodes.addChild(ROOT, i, `${i}`, 0, `${i}`.length));
    assertEquals(new Set([star, nodes.child(ROOT, i, `${i}`, 0, `${i}`.length)]), new Set([1, 2]));
    nodes.use(star);
    nodes.release(star);
    assertEquals(nodes.size, 0);
  }
});

Deno.test("compact() keeps what is left under new numbers", () => {
  const nodes = new PatternNodes();
  const paths = new Map<number, string>();
  for (let i = 0; i < 2000; i++) {
    const text = `token${i}`;
    const leaf = nodes.addStarChild(nodes.addChild(ROOT, i, text, 0, text.length));
    nodes.use(leaf);
    paths.set(leaf, `${text}.*`);
  }
  assertFalse(nodes.sparse);
  for (const leaf of [...paths.keys()]) {
    if (nodes.sparse) break;
    if (leaf % 20 < 2) continue;
    nodes.release(leaf);
    paths.delete(leaf);
  }
  assert(nodes.sparse);

  const oldByNew = nodes.compact();
  assertFalse(nodes.sparse);
  assertEquals(oldByNew.length, nodes.size + 1);
  assertEquals(nodes.size, paths.size * 2);
  for (const [old, path] of paths) {
    const node = oldByNew.indexOf(old);
    assertNotEquals(node, -1);
    assertEquals(nodes.path(node), path);
    const text = path.slice(0, -2);
    const parent = nodes.child(ROOT, Number(text.slice(5)), text, 0, text.length);
    assertEquals(nodes.starChild(parent), node);
  }
});
