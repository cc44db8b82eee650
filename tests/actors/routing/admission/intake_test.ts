import { assert, assertEquals, assertFalse } from "@std/assert";
import fc from "fast-check";
import { Intake } from "../../../../actors/routing/admission/intake.ts";
import { Place } from "../../../../actors/routing/admission/_place.ts";

/** How many may enter an intake that nobody has entered. */
function placesOf(intake: Intake): number {
  let places = 0;
  while (intake.enter(() => {})) places++;
  return places;
}

/** The ref of an actor that does this when it is told of a place. */
function told(then: () => void) {
  return { id: "", tell: () => true, offer: () => Promise.resolve(then()) };
}

Deno.test("Intake has places for some, and gives those that become free to whoever has waited longest", () => {
  const intake = new Intake();
  const places = placesOf(intake);
  assert(places > 1 && places < 1_000);
  const fresh = new Intake();
  for (let i = 0; i < places; i++) assert(fresh.enter(() => {}));
  const admitted: string[] = [];
  for (const name of ["a", "b", "c"]) assertFalse(fresh.enter(() => void admitted.push(name)));
  fresh.leave();
  fresh.leave();
  assertEquals(admitted, ["a", "b"]);
});

Deno.test("Intake gives no place to who waits no longer", () => {
  const intake = new Intake();
  const places = placesOf(intake) + 1;
  const fresh = new Intake();
  for (let i = 1; i < places; i++) fresh.enter(() => {});
  const admitted: string[] = [];
  const [a, b] = ["a", "b"].map((name) => () => void admitted.push(name));
  fresh.enter(a!);
  fresh.enter(b!);
  fresh.forget(a!);
  fresh.leave();
  assertEquals(admitted, ["b"]);
});

Deno.test("Place is needed for much input only, and where there is an intake", () => {
  const intake = new Intake();
  placesOf(intake);
  const place = new Place(intake, told(() => {}));
  assert(place.enter(512));
  assertFalse(place.taken);
  assertFalse(place.enter(513));
  assert(new Place(undefined, told(() => {})).enter(1_000_000));
});

Deno.test("Place is taken by those who were admitted, and no more than there are, whoever comes and goes", () => {
  const step = fc.record({ who: fc.nat(120), what: fc.constantFrom("enter", "enter", "enter", "leave") });
  const places = placesOf(new Intake());
  fc.assert(
    fc.property(fc.array(step, { minLength: 200, maxLength: 600 }), (steps) => {
      const intake = new Intake();
      let admitted = 0;
      const all = Array.from({ length: 121 }, () => new Place(intake, told(() => void admitted++)));
      const wants = new Set<Place>();
      for (const { who, what } of steps) {
        const place = all[who]!;
        if (what === "leave") {
          wants.delete(place);
          place.leave();
        } else if (!wants.has(place)) {
          wants.add(place);
          assertEquals(place.enter(1_000), place.taken);
        }
        const taken = all.filter((place) => place.taken).length;
        assertEquals(taken, Math.min(wants.size, places));
      }
      for (const place of all) place.leave();
      assertEquals(placesOf(intake), places);
    }),
    { numRuns: 30 },
  );
});
