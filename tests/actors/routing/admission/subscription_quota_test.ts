import { assert, assertEquals, assertThrows } from "@std/assert";
import { SubscriptionQuota } from "../../../../actors/routing/admission/subscription_quota.ts";

Deno.test("SubscriptionQuota counts the tokens of a subject, and a long one by its length", () => {
  const quota = new SubscriptionQuota(100);
  const used = (subject: string) => {
    const before = quota.used;
    quota.add(subject);
    return quota.used - before;
  };
  assertEquals(["a", "room.*", "a.b.c.d", "x".repeat(16), "x".repeat(17), `${"x".repeat(160)}.y`].map(used), [
    1,
    2,
    4,
    1,
    2,
    11,
  ]);
});

Deno.test("SubscriptionQuota admits what still fits, and again when something has gone", () => {
  const quota = new SubscriptionQuota(4);
  quota.add("a.b.c");
  assert(quota.admits("d"));
  assert(!quota.admits("d.e"));
  quota.remove("a.b.c");
  assertEquals(quota.used, 0);
  assert(quota.admits("d.e"));
});

Deno.test("SubscriptionQuota refuses a limit that is none", () => {
  assertThrows(() => new SubscriptionQuota(0), RangeError, "maxSubscribedTokens 0");
});
