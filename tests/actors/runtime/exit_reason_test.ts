import { assertEquals } from "@std/assert";
import {
  describeError,
  describeReason,
  type ExitReason,
  isAbnormal,
  KILLED,
  NORMAL,
  NOT_FOUND,
  SHUTDOWN,
} from "../../../actors/mod.ts";

Deno.test("isAbnormal() holds for killed and failed and for nothing else", () => {
  const reasons: ExitReason[] = [NORMAL, SHUTDOWN, KILLED, NOT_FOUND, { type: "failed", error: 1 }];
  assertEquals(reasons.filter(isAbnormal).map((reason) => reason.type), ["killed", "failed"]);
});

Deno.test("describeReason() says every reason in one line", () => {
  const reasons: ExitReason[] = [
    NORMAL,
    SHUTDOWN,
    { type: "shutdown", detail: "too hot" },
    KILLED,
    NOT_FOUND,
    { type: "failed", error: new TypeError("no") },
    { type: "failed", error: "text" },
    { type: "failed", error: { secret: 1 } },
  ];
  assertEquals(reasons.map(describeReason), [
    "normal",
    "shutdown",
    "shutdown (too hot)",
    "killed",
    "not-found",
    "failed (TypeError: no)",
    "failed (text)",
    "failed (a thrown object)",
  ]);
});

Deno.test("describeError() never throws, whatever was thrown", () => {
  const throws = () => {
    throw new Error("gotcha");
  };
  class Hostile extends Error {
    override get message(): string {
      return throws();
    }
  }
  const strange: unknown[] = [
    undefined,
    null,
    Symbol("s"),
    10n,
    Object.create(null),
    { toString: throws, [Symbol.toPrimitive]: throws },
    Object.assign(() => {}, { toString: throws }),
    new Hostile(),
    Object.assign(new Error("x"), { message: Symbol("not text") }),
    Object.assign(new Error("x"), { name: { toString: throws } }),
    new Proxy({}, { getPrototypeOf: throws, get: throws }),
  ];
  assertEquals(strange.map((value) => typeof describeError(value)), strange.map(() => "string"));
});
