import { assertLess } from "@std/assert";
import { type Actor, type Context, System } from "../../../actors/mod.ts";
import { listen } from "./_listen.ts";

/** Milliseconds that each of some round trips took, through a real socket and in the same event loop. */
async function roundTrips(times: number): Promise<number[]> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const echoing = (async () => {
    using conn = await listener.accept();
    const buffer = new Uint8Array(16);
    for (let read = await conn.read(buffer); read !== null; read = await conn.read(buffer)) {
      await conn.write(buffer.subarray(0, read));
    }
  })();
  const found: number[] = [];
  {
    using conn = await Deno.connect({ hostname: "127.0.0.1", port: listener.addr.port });
    const buffer = new Uint8Array(16);
    for (let i = 0; i < times; i++) {
      const start = performance.now();
      await conn.write(new Uint8Array([i]));
      await conn.read(buffer);
      found.push(performance.now() - start);
    }
  }
  await echoing;
  return found;
}

/** How long an echo takes while a system is busy: the best of 31, because other programs are busy too. */
async function echoBeside(actors: Record<string, Actor<number>>): Promise<number> {
  await using system = new System();
  listen(system);
  const refs = Object.entries(actors).map(([name, actor]) => system.spawn(name, actor));
  for (const ref of refs) ref.tell(0);
  const time = Math.min(...await roundTrips(31));
  for (const ref of refs) system.stop(ref, { after: "kill" });
  return time;
}

const restless: Actor<number> = (self) => (count) => void self.ref.tell(count + 1);

const awaiting: Actor<number> = (self) => async (count) => {
  await Promise.resolve();
  self.ref.tell(count + 1);
};

const heavy: Actor<number> = (self) => (count) => {
  for (const end = performance.now() + 0.2; performance.now() < end;);
  self.ref.tell(count + 1);
};

Deno.test("System lets a socket answer within 10 ms beside an actor that tells itself for ever", async () => {
  assertLess(await echoBeside({ restless }), 10);
});

Deno.test("System lets a socket answer within 10 ms beside an actor that awaits and tells itself for ever", async () => {
  assertLess(await echoBeside({ awaiting }), 10);
});

Deno.test("System lets a socket answer within 10 ms beside actors of every kind of haste", async () => {
  assertLess(await echoBeside({ restless, awaiting, heavy }), 10);
});

Deno.test("System lets a modest actor have its turn beside one that tells itself for ever", async () => {
  await using system = new System();
  listen(system);
  let handled = 0;
  let before = -1;
  const busy = system.spawn("busy", (self: Context<number>) => (count: number) => {
    handled++;
    self.ref.tell(count + 1);
  });
  const modest = system.spawn("modest", () => () => void (before = handled));
  busy.tell(0);
  modest.tell("now");
  await new Promise<void>((resolve) => setImmediate(resolve));
  system.stop(busy);
  assertLess(before, 512);
});
