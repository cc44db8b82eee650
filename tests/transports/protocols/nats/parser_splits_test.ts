import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { bytes, feedings } from "../framing/_feeding.ts";
import { commands, mutated, places } from "./_arbitraries.ts";
import { expected } from "./_model.ts";
import { HELD, type Held, parse } from "./_recorded.ts";

/** A parser with these limits calls the same for a stream however it is cut, and what the model says. */
function check(stream: string, places: number[], held: Held): void {
  const wanted = expected(stream, held);
  for (const chunks of feedings(bytes(stream), places)) assertEquals(parse(chunks, held), wanted);
}

Deno.test("NatsParser calls the same for commands however they are cut", () => {
  fc.assert(fc.property(commands, places, (stream, places) => check(stream, places, HELD)), { numRuns: 400 });
});

Deno.test("NatsParser calls the same for damaged commands however they are cut", () => {
  fc.assert(fc.property(mutated, places, (stream, places) => check(stream, places, HELD)), { numRuns: 1_500 });
});

Deno.test("NatsParser holds to its limits however the commands are cut", () => {
  const limits = fc.record({ maxControlLine: fc.integer({ min: 1, max: 20 }), maxPayload: fc.nat({ max: 10 }) });
  fc.assert(fc.property(mutated, places, limits, check), { numRuns: 1_000 });
});
