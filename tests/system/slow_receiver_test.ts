import { assertEquals, assertLess } from "@std/assert";
import { within } from "../_within.ts";
import { enter } from "./_dial.ts";
import { ServerProcess } from "./_server.ts";

const LINE = 1_024;
const LINES = (64 << 20) / LINE;
/** Lines that are sent in one go. */
const BATCH = 64;

/** The lines from `first` on: each begins with its number. */
function batch(first: number): Uint8Array {
  let text = "";
  for (let i = first; i < first + BATCH; i++) text += `${String(i).padStart(8, "0")}${"x".repeat(LINE - 9)}\n`;
  return new TextEncoder().encode(text);
}

/** Reads all lines and checks their numbers; returns how many there were. */
async function readAll(conn: Deno.Conn): Promise<number> {
  const buffer = new Uint8Array(256 << 10);
  let at = 0;
  const total = LINES * LINE;
  while (at < total) {
    const size = await conn.read(buffer);
    if (size === null) break;
    for (let i = at % LINE === 0 ? 0 : LINE - at % LINE; i + 8 <= size; i += LINE) {
      const wanted = (at + i) / LINE;
      let number = 0;
      for (let digit = 0; digit < 8; digit++) number = number * 10 + buffer[i + digit]! - 0x30;
      if (number !== wanted) throw new Error(`Read line ${number}, wanted ${wanted}`);
    }
    at += size;
  }
  return at / LINE;
}

Deno.test("a client that never reads while 64 MB go past is dropped; memory is bounded, and others lose nothing", async () => {
  await using server = new ServerProcess({ script: new URL("./_measured_server.ts", import.meta.url) });
  const port = await server.port();
  await using talker = await enter(port);
  const deaf = await Deno.connect({ hostname: "127.0.0.1", port });
  const hearing = await Deno.connect({ hostname: "127.0.0.1", port });
  // The greeting, and the word that all three are known to the router.
  await hearing.read(new Uint8Array(100));
  await talker.send("/rooms\n");
  assertEquals(await talker.line(), "* rooms: lobby (3)");
  await server.type("begin");
  const before = JSON.parse(await server.stdout.next()).most;

  const reading = readAll(hearing);
  for (let i = 0; i < LINES; i += BATCH) await talker.send(batch(i));
  assertEquals(await within(reading, "all lines", 20_000), LINES);

  await server.stderr.like(/ warn tcp:\S+ is gone: too slow: more than 4194304 bytes wait to be sent$/);
  await server.type("end");
  const { most, connections_closed_slow } = JSON.parse(await server.stdout.next());
  assertEquals(connections_closed_slow, 1);
  assertLess(most - before, 40 << 20);
  await talker.send("/rooms\n");
  assertEquals(await talker.line(), "* rooms: lobby (2)");
  deaf.close();
  hearing.close();
});
