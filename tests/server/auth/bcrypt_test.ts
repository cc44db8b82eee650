import { assert, assertEquals } from "@std/assert";
import bcrypt from "bcryptjs";
import { Bcrypt, costOf, isBcrypt } from "../../../server/auth/bcrypt.ts";

Deno.test("Bcrypt makes hashes that it and others know again", async () => {
  using threads = new Bcrypt();
  const hash = (await threads.hash("päss", 4))!;
  assert(bcrypt.compareSync("päss", hash));
  assertEquals([await threads.compare("päss", hash), await threads.compare("pass", hash)], [true, false]);
});

Deno.test("Bcrypt works on after it was closed, and who waited hears nothing good", async () => {
  using threads = new Bcrypt();
  const hash = bcrypt.hashSync("a", 4);
  const waiting = [threads.compare("a", hash), threads.compare("a", hash)];
  threads.close();
  assertEquals(await Promise.all(waiting), [undefined, undefined]);
  assertEquals(await threads.compare("a", hash), true);
});

Deno.test("costOf() knows hashes that can be checked in reasonable time", () => {
  const hash = bcrypt.hashSync("a", 4);
  const costs = ["$2a$04$", "$2b$15$", "$2y$10$", "$2x$04$", "$2b$16$", "$2b$03$", "$2b$31$"];
  const of = (prefix: string) => costOf(prefix + hash.slice(7));
  assertEquals(costs.map(of), [4, 15, 10, undefined, undefined, undefined, undefined]);
  assertEquals(costOf(hash.slice(0, 50)), undefined);
  assert(costs.every(isBcrypt));
  assertEquals(["", "secret", "$1$04$x", "$2b$4$x"].some(isBcrypt), false);
});
