import { assertEquals } from "@std/assert";
import { Example } from "./_example.ts";

Deno.test("cluster.ts links three nodes that hear each other, and ends by itself", async () => {
  await using example = new Example("cluster.ts", { permissions: ["--allow-net=127.0.0.1"] });
  const lines = await example.lines();
  assertEquals(lines.slice(0, 2), ["three nodes, each linked to the other two", "This is cyd"]);
  assertEquals(lines.slice(2, 5).sort(), ["ada", "bob", "cyd"].map((name) => `${name} hears: the mesh is up`));
  assertEquals(lines.slice(5), ["there: hello over there"]);
  assertEquals(await example.code(), 0);
});
