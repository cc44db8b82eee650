import { assertEquals } from "@std/assert";
import { BEFORE_CONNECT, readConnect, readObject } from "../../../../transports/protocols/nats/connect_options.ts";

Deno.test("readConnect() begins with verbose, pedantic and echo, without headers", () => {
  const { verbose, pedantic, echo, headers, no_responders, protocol } = readConnect("{}")!;
  assertEquals([verbose, pedantic, echo, headers, no_responders, protocol], [true, true, true, false, false, 0]);
});

Deno.test("readConnect() takes every key that it knows, in any case, and no other", () => {
  const options = { ...BEFORE_CONNECT, verbose: false, protocol: 1, name: "n", user: "u", headers: true };
  assertEquals(readConnect('{"verbose":false,"protocol":1,"name":"n","user":"u","headers":true}'), options);
  assertEquals(readConnect('{"VERBOSE":false,"Protocol":1,"nAme":"n","User":"u","headErs":true}'), options);
  for (const key of ["unknown", "toString", "constructor", "__proto__", "hasOwnProperty"]) {
    assertEquals(readConnect(`{"${key}":{"x":[1]}}`), BEFORE_CONNECT);
  }
});

Deno.test("readConnect() leaves what is not said, or is null, as it was before", () => {
  const before = readConnect('{"verbose":false,"name":"n"}')!;
  assertEquals(readConnect("{}", before), before);
  assertEquals(readConnect("null", before), before);
  assertEquals(readConnect('{"verbose":null,"echo":false}', before), { ...before, echo: false });
});

Deno.test("readConnect() takes the last of two values for one key", () => {
  assertEquals(readConnect('{"verbose":false,"verbose":true}')!.verbose, true);
  assertEquals(readConnect('{"verbose":true,"VERBOSE":false}')!.verbose, false);
});

Deno.test("readConnect() refuses what is no object of JSON, and values of a wrong type", () => {
  const wrong = [
    "",
    "x",
    "{",
    "{}x",
    "[]",
    "1",
    '"x"',
    "true",
    '{"verbose":1}',
    '{"verbose":"true"}',
    '{"protocol":"1"}',
  ];
  wrong.push('{"protocol":1.5}', '{"name":1}', '{"user":{}}', '{"pass":[]}', '{"headers":"yes"}', "{'verbose':true}");
  for (const json of wrong) assertEquals(readConnect(json), undefined, json);
});

Deno.test("readObject() reads an object, and nothing as an empty one", () => {
  assertEquals([readObject('{"a":1}'), readObject(" {} "), readObject("null")], [{ a: 1 }, {}, {}]);
  for (const json of ["", "1", "[]", '"x"', "{"]) assertEquals(readObject(json), undefined, json);
});
