import { assertEquals } from "@std/assert";
import { type Frame, NatsWire } from "./_nats_wire.ts";

/** What is said on one of the connections of a script, in Latin-1: whole commands, or the last words of that connection. */
export type Said = readonly [connection: number, ...pieces: string[]];

/** What happens on some connections, one thing after the other. */
export type Script = readonly Said[];

/** What came back on each connection, made comparable. */
export type Heard = readonly (readonly string[])[];

/**
 * Plays a script to a server. After each thing that was said the connection is made sure to have been dealt with, where it
 * still can be; at the end all connections are closed from this side, and read until the server has closed them too.
 */
export async function play(port: number, script: Script, synced = true): Promise<Heard> {
  const wires: NatsWire[] = [];
  try {
    for (let i = 0; i <= Math.max(...script.map(([connection]) => connection)); i++) {
      wires.push(await NatsWire.open(port));
    }
    for (const [connection, ...pieces] of script) {
      const wire = wires[connection]!;
      if (wire.ended) continue;
      await wire.send(...pieces);
      if (synced) await wire.sync();
    }
    const over = wires.map((wire) => wire.ended ? ["closed by the server"] : []);
    for (const wire of wires) await wire.finish();
    return wires.map((wire, i) => comparable([...wire.frames, wire.rest, ...synced ? over[i]! : []]));
  } finally {
    for (const wire of wires) wire[Symbol.dispose]();
  }
}

/** Plays a script to two servers and compares what they say. */
export async function compare(ours: number, reference: number, script: Script, synced = true): Promise<void> {
  const [heard, wanted] = await Promise.all([play(ours, script, synced), play(reference, script, synced)]);
  assertEquals(heard, wanted, JSON.stringify(script).slice(0, 1_000));
}

/**
 * What servers may say differently is made the same:
 *
 * - the order of one message's deliveries to several subscriptions of one connection: what comes in a row is sorted by sid;
 * - through which of several subscriptions a requester hears that nobody responds;
 * - zeros before a size;
 * - pings of the server, which come after two seconds;
 * - how often a publish subject is called invalid: once more where the original parses the line a second time, because the
 *   payload came later.
 */
export function comparable(frames: readonly Frame[]): string[] {
  const result: string[] = [];
  let row: [string, string][] = [];
  const flush = () => {
    row.sort(([a], [b]) => a < b ? -1 : a > b ? 1 : 0);
    for (const [, frame] of row) result.push(frame);
    row = [];
  };
  for (const frame of frames) {
    if (frame === "PING\r\n") continue;
    const [, verb, subject, sid, rest, payload] = /^(H?MSG) (\S+) (\S+)((?: \S+)+)\r\n([^]*)$/.exec(frame) ?? [];
    if (verb !== undefined) {
      const sizes = rest!.replace(
        verb === "MSG" ? / \d+$/ : / \d+ \d+$/,
        (sizes) => sizes.replaceAll(/ 0+(?=\d)/g, " "),
      );
      const nobody = payload!.startsWith("NATS/1.0 503\r\n");
      row.push([nobody ? "" : sid!, `${verb} ${subject} ${nobody ? "*" : sid}${sizes}\r\n${payload}`]);
      continue;
    }
    flush();
    if (frame !== "-ERR 'Invalid Publish Subject'\r\n" || result.at(-1) !== frame) result.push(frame);
  }
  flush();
  return result;
}
