import { assertEquals, assertThrows } from "@std/assert";
import { ConfigError } from "../../../server/config/config_error.ts";
import { parseConfig } from "../../../server/config/parse.ts";
import { readSettings } from "../../../server/config/schema.ts";

const settings = (text: string) => readSettings(parseConfig(text, "test.conf"));

Deno.test("readSettings() reads the block websocket as nats-server has it", () => {
  const text = `websocket {
    listen: "127.0.0.1:8443"
    no_tls: true
    same_origin: true
    allowed_origins: ["http://a.example", "https://b.example:8443"]
    handshake_timeout: "1500ms"
    compression: true
  }`;
  assertEquals(settings(text).websocket, {
    host: "127.0.0.1",
    port: 8443,
    noTls: true,
    sameOrigin: true,
    allowedOrigins: ["http://a.example", "https://b.example:8443"],
    handshakeTimeout: 1_500,
    compression: true,
  });
  assertEquals(settings("ws { port: -1, no_tls: yes, allowed_origin: x, net: h, compress: off }").websocket, {
    port: -1,
    noTls: true,
    allowedOrigins: ["x"],
    host: "h",
    compression: false,
  });
});

Deno.test("readSettings() wants a websocket that listens to say that it is in the clear, where it has no tls", () => {
  assertThrows(
    () => settings("websocket { port: 8080 }"),
    ConfigError,
    "test.conf:1: cannot use websocket: wanted tls",
  );
  assertThrows(() => settings("websocket { port: 8080, no_tls: false }"), ConfigError, "wanted tls");
  // One that does not listen needs nothing.
  assertEquals(settings("websocket { port: 0 }").websocket, { port: 0 });
});

Deno.test("readSettings() never passes over what restricts who may use a websocket", () => {
  for (const key of ["authorization { token: t }", "no_auth_user: a", "jwt_cookie: c"]) {
    const path = `websocket.${/^\w+/.exec(key)![0]}`;
    assertThrows(
      () => settings(`websocket { port: 80\n no_tls: true\n ${key} }`),
      ConfigError,
      `:3: cannot use ${path}`,
    );
  }
});
