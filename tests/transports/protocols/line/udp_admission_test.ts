import { assert, assertEquals, assertLessOrEqual, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import type { Admission, Peer } from "../../../../transports/mod.ts";
import { cookieAdmission } from "../../../../transports/mod.ts";

const MINUTE = 60_000;
const encoder = new TextEncoder();

function from(hostname: string, port = 5_000): Peer {
  return { transport: "udp", hostname, port };
}

/** What an admission says to a text: the answer as a text, or `admit` or `ignore`. */
function ask(admission: Admission, text: string, peer: Peer): string {
  const verdict = admission(encoder.encode(text), peer);
  return verdict.type === "answer" ? new TextDecoder().decode(verdict.answer) : verdict.type;
}

/** The cookie that an address is given. */
function cookieOf(admission: Admission, peer: Peer): string {
  return ask(admission, "hello", peer).replace(/^\/cookie /, "");
}

Deno.test("cookieAdmission() lets the loopback in at once, with what it said", () => {
  const admission = cookieAdmission();
  const said = encoder.encode("hello");
  for (const hostname of ["127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"]) {
    assertEquals(admission(said, from(hostname)), { type: "admit", first: said });
  }
});

Deno.test("cookieAdmission() does not take an address for the loopback that merely looks like it", () => {
  const admission = cookieAdmission();
  for (const hostname of ["192.0.2.127", "1.127.0.0", "::127.0.0.1", "fe80::1"]) {
    assertEquals(admission(encoder.encode("hello"), from(hostname)).type, "answer", hostname);
  }
});

Deno.test("cookieAdmission() answers any other address a cookie, and lets in whoever shows it", () => {
  const admission = cookieAdmission(() => 0);
  const peer = from("192.0.2.1");
  const answer = ask(admission, "hello, this is long enough", peer);
  assert(/^\/cookie [0-9a-f]{16}$/.test(answer), answer);
  for (const end of ["", "\n", "\r\n"]) {
    const verdict = admission(encoder.encode(`${answer.replace("cookie", "join")}${end}`), peer);
    // The cookie is not a message to the room.
    assertEquals(verdict, { type: "admit" });
  }
});

Deno.test("cookieAdmission() never answers more than 24 bytes, and lets nobody in who shows no cookie", () => {
  const admission = cookieAdmission();
  const datagram = fc.oneof(
    fc.uint8Array({ maxLength: 100 }),
    fc.stringMatching(/^\/join [0-9a-f]{16}\r?\n?$/).map((text) => encoder.encode(text)),
  );
  fc.assert(fc.property(datagram, fc.ipV4(), fc.nat(65_535), (bytes, hostname, port) => {
    fc.pre(!hostname.startsWith("127."));
    const verdict = admission(bytes, from(hostname, port));
    assertEquals(verdict.type, "answer");
    if (verdict.type === "answer") assertLessOrEqual(verdict.answer.length, 24);
  }));
});

Deno.test("cookieAdmission() takes a cookie from no other address and from no other port", () => {
  const admission = cookieAdmission(() => 0);
  const cookie = cookieOf(admission, from("192.0.2.1"));
  for (const peer of [from("192.0.2.2"), from("192.0.2.1", 5_001), from("192.0.2.15", 0)]) {
    assertNotEquals(ask(admission, `/join ${cookie}`, peer), "admit");
  }
});

Deno.test("cookieAdmission() takes no cookie that is wrong, cut, in capitals or in other words", () => {
  const admission = cookieAdmission(() => 0);
  const peer = from("192.0.2.1");
  const cookie = cookieOf(admission, peer);
  const wrong = cookie.replace(/.$/, (digit) => digit === "0" ? "1" : "0");
  const shown = [
    `/join ${wrong}`,
    `/join ${cookie.slice(1)}`,
    `/join ${cookie}0`,
    `/JOIN ${cookie}`,
    `/join  ${cookie}`,
    `/cookie ${cookie}`,
    cookie,
    `/join ${"g".repeat(16)}`,
  ];
  for (const text of shown) assertNotEquals(ask(admission, text, peer), "admit", text);
  if (/[a-f]/.test(cookie)) assertNotEquals(ask(admission, `/join ${cookie.toUpperCase()}`, peer), "admit");
});

Deno.test("cookieAdmission() takes a cookie for one to two minutes", () => {
  let now = 10 * MINUTE;
  const admission = cookieAdmission(() => now);
  const peer = from("192.0.2.1");
  const cookie = cookieOf(admission, peer);
  const admitted = () => ask(admission, `/join ${cookie}`, peer) === "admit";
  now = 12 * MINUTE - 1;
  assert(admitted());
  now = 12 * MINUTE;
  assertEquals(admitted(), false);
  now = 10 * MINUTE - 1;
  assertEquals(admitted(), false);
});

Deno.test("cookieAdmission() makes other cookies than the admission of another server", () => {
  const peer = from("192.0.2.1");
  assertNotEquals(cookieOf(cookieAdmission(() => 0), peer), cookieOf(cookieAdmission(() => 0), peer));
});
