import { assertEquals } from "@std/assert";
import { refusal, settings } from "./_config.ts";

const PAIR = "cert_file: c.pem, key_file: k.pem";

Deno.test("a block tls names the files, and what is wanted of clients", () => {
  const text =
    `tls { ${PAIR}, ca_file: ca.pem, verify: true, timeout: 1.5, min_version: "1.3", handshake_first: true }`;
  assertEquals(settings(text).tls, {
    certFile: "c.pem",
    keyFile: "k.pem",
    caFile: "ca.pem",
    verify: "required",
    timeout: 1_500,
    minVersion: "1.3",
    handshakeFirst: true,
  });
  assertEquals(settings(`tls { ${PAIR}, verify: false }`).tls?.verify, "none");
  assertEquals(settings(`tls { ${PAIR}, ca_file: a, verify: "optional" }`).tls?.verify, "optional");
  assertEquals(settings(`tls { ${PAIR}, min_version: 1.2 }`).tls?.minVersion, "1.2");
});

Deno.test("verify_and_map in a block tls asks for certificates that say who the client is", () => {
  const { tls } = settings(`tls { ${PAIR}, ca_file: a, verify_and_map: true }`);
  assertEquals([tls?.verify, tls?.map], ["required", true]);
});

Deno.test("a block tls without a certificate, a key, or authorities to verify with is refused", () => {
  for (const inside of ["", "cert_file: c", "key_file: k"]) {
    assertEquals(refusal(`tls { ${inside} }`), "test.conf:1: cannot use tls: wanted cert_file and key_file in it");
  }
  assertEquals(
    refusal(`tls { ${PAIR}, verify: true }`),
    "test.conf:1: cannot use tls: wanted ca_file in it, to verify clients with",
  );
});

Deno.test("a block tls refuses what it cannot keep", () => {
  for (const key of ["cipher_suites: [A]", "pinned_certs: [A]", "curve_preferences: [A]"]) {
    const name = key.slice(0, key.indexOf(":"));
    assertEquals(
      refusal(`tls { ${PAIR}, ${key} }`),
      `test.conf:1: cannot use tls.${name}: wanted a file without it: it is not supported by this version`,
    );
  }
  assertEquals(
    refusal(`tls { ${PAIR}, min_version: "1.1" }`),
    'test.conf:1: cannot use tls.min_version: wanted "1.2" or "1.3"',
  );
  assertEquals(refusal(`tls { ${PAIR}, cert: x }`)?.startsWith('test.conf:1: unknown field "tls.cert"'), true);
});

Deno.test("https and https_port are the port of pages over HTTPS, allow_non_tls lets clients go on in the clear", () => {
  assertEquals(settings("https: 1.2.3.4:8443"), { httpPort: 8443, https: true, httpHost: "1.2.3.4" });
  assertEquals(settings("https_port: -1"), { httpPort: -1, https: true });
  assertEquals(settings("allow_non_tls: true"), { allowNonTls: true });
});

Deno.test("a block websocket has a tls of its own", () => {
  assertEquals(settings(`websocket { port: 80, tls { ${PAIR} } }`).websocket, {
    port: 80,
    tls: { certFile: "c.pem", keyFile: "k.pem" },
  });
  assertEquals(
    refusal("websocket { port: 80 }"),
    "test.conf:1: cannot use websocket: wanted tls in it, or no_tls: true",
  );
});
