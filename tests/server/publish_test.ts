import { assert, assertThrows } from "@std/assert";
import { startMailroom } from "../../mod.ts";

Deno.test("Mailroom.publish() refuses a subject or a reply that would put lines of its own on the wire of others", async () => {
  await using mailroom = await startMailroom();
  for (const bad of ["", "a b", "a\r\nPING", "a..b", "a\n"]) {
    assertThrows(() => mailroom.publish(bad, "x"), TypeError, "Cannot publish to");
    assertThrows(() => mailroom.publish("a", "x", bad), TypeError, "Cannot publish to");
  }
  assert(mailroom.publish("a.b", "x", "_INBOX.1"));
});
