import { assertEquals, assertGreater, assertLess } from "@std/assert";
import { besiege } from "./_hostile.ts";

Deno.test("mailroom serves good clients beside hostile ones, whom it throws out for reasons that it counts", async () => {
  const { alone, beside, wrongs, account, bound, came } = await besiege(220, 1_500, 2_000, 4_000);
  assertEquals(wrongs, []);
  // On a machine that others use too, only much of it says something.
  assertGreater(beside.came, 0.6 * alone.came);
  assertLess(beside.p99, 1_000);
  assertLess(account.most, bound);
  const { counts } = account;
  assertEquals(counts.actors_failed ?? 0, 0);
  // The deaf, what begins with TLS or a WebSocket and does not go on, whoever wants to subscribe to too much.
  for (
    const reason of ["connections_closed_slow", "tls_handshakes_late", "websockets_refused", "subscriptions_refused"]
  ) {
    assertGreater(counts[reason] ?? 0, 0, reason);
  }
  assertGreater(counts.connections_closed_closed!, came.giant! / 2);
  for (const kind of ["deaf", "tls", "websocket", "giant", "halfClosed", "churn"]) {
    assertGreater(came[kind]!, 20, `${kind} were not thrown out`);
  }
});
