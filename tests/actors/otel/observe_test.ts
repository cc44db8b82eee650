import { assert, assertEquals } from "@std/assert";
import { System } from "../../../actors/mod.ts";
import { observe } from "../../../actors/otel.ts";
import { turn } from "../../../actors/testing.ts";
import { gate, listen } from "../runtime/_listen.ts";
import { FakeMeter } from "./_telemetry.ts";

Deno.test("observe() makes observable instruments with units, counters where figures only rise", () => {
  const meter = new FakeMeter();
  using _observed = observe(new System(), meter);
  assertEquals(meter.instruments, [
    { name: "mailroom.actors", kind: "up-down", unit: "{actor}" },
    { name: "mailroom.messages.queued", kind: "up-down", unit: "{message}" },
    { name: "mailroom.messages.handled", kind: "counter", unit: "{message}" },
    { name: "mailroom.actors.restarts", kind: "counter", unit: "{restart}" },
    { name: "mailroom.messages.dead", kind: "counter", unit: "{message}" },
    { name: "mailroom.handling.time", kind: "up-down", unit: "s" },
  ]);
});

Deno.test("observe() reads the figures of a system when they are collected", async () => {
  await using system = new System({ intensity: 10 });
  listen(system);
  const meter = new FakeMeter();
  using _observed = observe(system, meter);
  const { passed, open } = gate();
  const slow = system.spawn("slow", () => () => passed, { capacity: 2 });
  const other = system.spawn("other", () => (message: string) => {
    if (message === "boom") throw new Error("boom");
  });
  slow.tell("at it");
  await turn();
  for (const each of ["waits", "waits", "too much"]) slow.tell(each as never);
  for (const each of ["fine", "boom", "fine"]) other.tell(each);
  await turn();
  const { "mailroom.handling.time": time, ...figures } = meter.collect();
  assert(time !== undefined && time >= 0);
  assertEquals(figures, {
    "mailroom.actors": 3,
    "mailroom.messages.queued": 2,
    "mailroom.messages.handled": 4,
    "mailroom.actors.restarts": 1,
    "mailroom.messages.dead full": 1,
    "mailroom.messages.dead late-reply": 0,
    "mailroom.messages.dead stopped": 0,
    "mailroom.messages.dead unhandled": 0,
  });
  open();
  await turn();
  assertEquals(meter.collect()["mailroom.messages.queued"], 0);
  assertEquals(meter.collect()["mailroom.messages.handled"], 6);
});

Deno.test("observe() is over when it is disposed of", async () => {
  await using system = new System();
  const meter = new FakeMeter();
  const observed = observe(system, meter);
  assertEquals(meter.callbacks.size, 1);
  observed[Symbol.dispose]();
  assertEquals(meter.callbacks.size, 0);
});
