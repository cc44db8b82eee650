import { assertEquals } from "@std/assert";
import { Counters } from "../../../actors/routing/counters.ts";

Deno.test("Counters counts by name, from 0, by one or by more", () => {
  const counters = new Counters();
  assertEquals(counters.get("a"), 0);
  counters.add("a");
  counters.add("a", 41);
  counters.add("b");
  assertEquals(counters.get("a"), 42);
  assertEquals(counters.all(), { a: 42, b: 1 });
});

Deno.test("Counters.all() is a copy", () => {
  const counters = new Counters();
  counters.add("a");
  counters.all().a = 7;
  assertEquals(counters.get("a"), 1);
});
