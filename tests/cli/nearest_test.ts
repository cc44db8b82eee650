import { assertEquals } from "@std/assert";
import { nearest } from "../../server/nearest.ts";

const FLAGS = ["host", "line", "udp", "room", "greeting", "max-line", "max-connections", "idle", "log"];

Deno.test("nearest() finds the word that was meant: a letter too many, too few, wrong, or swapped with its neighbour", () => {
  const meant: Record<string, string> = {
    hosst: "host",
    hst: "host",
    bost: "host",
    hsot: "host",
    greting: "greeting",
    "max-conections": "max-connections",
    maxline: "max-line",
    iddle: "idle",
    LOG: "log",
  };
  for (const [word, flag] of Object.entries(meant)) {
    assertEquals(nearest(word.toLowerCase(), FLAGS), flag, word);
  }
});

Deno.test("nearest() finds nothing where nothing is like it", () => {
  for (const word of ["transparency", "zzzzzz"]) assertEquals(nearest(word, FLAGS), undefined, word);
  assertEquals(nearest("host", []), undefined);
});

Deno.test("nearest() finds the word itself, and the first of two that are as near", () => {
  assertEquals(nearest("udp", FLAGS), "udp");
  assertEquals(nearest("ab", ["ac", "ad"]), "ac");
});
