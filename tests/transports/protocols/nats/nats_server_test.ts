import { assertEquals, assertMatch, assertNotEquals, assertThrows } from "@std/assert";
import { infoLine } from "../../../../transports/protocols/nats/info.ts";
import { NATS_DEFAULTS, natsLimitsOf } from "../../../../transports/protocols/nats/nats_options.ts";
import { natsServer, refusalText } from "../../../../transports/protocols/nats/nats_server.ts";

const ADDRESS = { hostname: "127.0.0.1", port: 4222 };

Deno.test("natsServer() says of itself what clients read", () => {
  const { info } = natsServer(ADDRESS, { maxPayload: 1_000 });
  assertMatch(info.server_id, /^N[A-Z2-7]{55}$/);
  assertMatch(info.version, /^\d+\.\d+\.\d+$/);
  const { server_id, server_name, proto, host, port, headers, max_payload } = info;
  assertEquals([server_name, proto, host, port, headers, max_payload], [server_id, 1, "127.0.0.1", 4222, true, 1_000]);
  assertEquals(typeof info.go, "string");
  assertEquals(natsServer({ ...ADDRESS, name: "here" }).info.server_name, "here");
  assertNotEquals(natsServer(ADDRESS).info.server_id, server_id);
});

Deno.test("infoLine() is one line of JSON, without what does not hold", () => {
  const { info } = natsServer(ADDRESS);
  const line = infoLine(info, { client_id: 7, client_ip: "::1" });
  const [, json] = /^INFO (\{.*\}) ?\r\n$/.exec(line)!;
  assertEquals(JSON.parse(json!), { ...info, client_id: 7, client_ip: "::1" });
  for (const key of ["auth_required", "tls_required", "ldm", "nonce", "connect_urls"]) {
    assertEquals(key in JSON.parse(json!), false);
  }
});

Deno.test("refusalText() says who we are, and that there are too many", () => {
  assertMatch(refusalText(natsServer(ADDRESS)), /^INFO \{.*\} ?\r\n-ERR 'maximum connections exceeded'\r\n$/);
});

Deno.test("natsLimitsOf() has the limits of nats-server where nothing is said", () => {
  const { maxControlLine, maxPayload, maxPending, maxSubscriptions, maxSubscriptionTokens, pingInterval, pingMax } =
    NATS_DEFAULTS;
  assertEquals([maxControlLine, maxPayload, maxPending], [4_096, 1_048_576, 67_108_864]);
  assertEquals([maxSubscriptions, maxSubscriptionTokens, pingInterval, pingMax], [0, 0, 120_000, 2]);
  assertEquals(natsLimitsOf(), NATS_DEFAULTS);
  assertEquals(natsLimitsOf({ maxPayload: 5 }), { ...NATS_DEFAULTS, maxPayload: 5 });
});

Deno.test("natsLimitsOf() refuses what is out of range", () => {
  for (
    const [limits, message] of [
      [{ maxControlLine: 0 }, "maxControlLine 0: wanted a whole number from 1 up"],
      [{ maxPayload: -1 }, "maxPayload -1: wanted a whole number from 0 to maxPending, 67108864"],
      [{ maxPayload: 11, maxPending: 10 }, "maxPayload 11: wanted a whole number from 0 to maxPending, 10"],
      [{ maxPending: 0 }, "maxPending 0"],
      [{ maxPayload: Infinity, maxPending: Infinity }, "maxPending Infinity"],
      [{ maxSubscriptions: -1 }, "maxSubscriptions -1"],
      [{ maxSubscriptionTokens: 0.5 }, "maxSubscriptionTokens 0.5"],
      [{ pingInterval: 0 }, "pingInterval 0"],
      [{ pingInterval: Infinity }, "pingInterval Infinity"],
      [{ pingMax: NaN }, "pingMax NaN"],
    ] as const
  ) assertThrows(() => natsLimitsOf(limits), RangeError, `Cannot hold NATS clients to ${message}`);
});
