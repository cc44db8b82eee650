import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { ask } from "../../actors/mod.ts";
import { isSubject } from "../../actors/routing/subjects/subject.ts";
import { seededRandom, turn } from "../../actors/testing.ts";
import { isReservedReply, isReservedSubject } from "../../transports/protocols/nats/_reserved.ts";
import { type ConnectOptions, readConnect, readObject } from "../../transports/protocols/nats/connect_options.ts";
import { command } from "../transports/protocols/nats/_arbitraries.ts";
import { Desk, type DeskClient, HEADERS } from "../transports/protocols/nats/_desk.ts";
import { expected } from "../transports/protocols/nats/_model.ts";

/** Small limits, so that they are met. */
const LIMITS = { maxControlLine: 100, maxPayload: 400 };
const PUTS = [
  "",
  "",
  " ",
  "\t",
  "\r",
  "\n",
  "\r\n",
  "0",
  "9",
  "999",
  "-1",
  "PUB",
  "HMSG",
  "SUB",
  "PING\r\n",
  ".",
  ">",
  "*",
];

/** What a client has said that makes mistakes: its bytes in pieces, as they are sent. */
export type Babble = readonly string[];

/** A router with one client that hears everything, and others that say anything. */
export class Fuzz implements AsyncDisposable {
  readonly #desk = new Desk(LIMITS);
  #observer!: DeskClient;
  /** Messages that were heard. */
  heard = 0;

  static async start(): Promise<Fuzz> {
    const fuzz = new Fuzz();
    fuzz.#observer = await fuzz.#desk.client(HEADERS);
    await fuzz.#observer.says("SUB > 1\r\n");
    return fuzz;
  }

  /** Lets a client say it, and makes sure that just what it published is heard. */
  async say(babble: Babble): Promise<void> {
    const client = await this.#desk.client("");
    await client.says(...babble).catch(() => {});
    client.close();
    await turn();
    const wanted = published(babble.join(""));
    assertEquals(unpadded(this.#observer.heard()), unpadded(wanted.join("")), JSON.stringify(babble));
    this.heard += wanted.length;
  }

  /** Makes sure that nothing has failed, and that nothing is left of those who came and went. */
  async check(): Promise<void> {
    assertEquals(await this.#observer.says("PING\r\n"), "PONG\r\n");
    assertEquals(this.#desk.system.errors, []);
    assertEquals(this.#desk.system.tree().children.length, 2);
    assertEquals((await ask(this.#desk.router, { type: "stats" })).size, 1);
    const { connections_opened, connections_released } = this.#desk.service.counters.all();
    assertEquals(connections_opened! - connections_released!, 1);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#desk[Symbol.asyncDispose]();
  }
}

/** Zeros before sizes may stay or go. */
function unpadded(text: string): string {
  return text.replaceAll(/ 0+(?=\d+(?: \d+)?\r\n)/g, " ");
}

/** What somebody who hears everything gets of a stream, by the model. */
function published(stream: string): string[] {
  const frames: string[] = [];
  let options: ConnectOptions | undefined = undefined;
  for (const call of expected(stream, LIMITS)) {
    if (call === "error") break;
    const [name, ...args] = call.split(" ");
    const json = call.slice(call.indexOf(" ") + 1);
    if (name === "connect") {
      options = readConnect(json, options);
      if (options === undefined || options.account !== "" || options.new_account) break;
      if (![0, 1].includes(options.protocol) || (options.no_responders && !options.headers)) break;
    }
    if (name === "info" && readObject(json) === undefined) break;
    if (name === "announce" && args[2] === "headers" && options?.headers !== true) break;
    if (name !== "pub") continue;
    const [subject, reply, headerSize] = args as [string, string, string];
    const payload: string = JSON.parse(args.slice(3).join(" "));
    if (!isSubject(subject) || isReservedSubject(subject) || isReservedReply(reply)) continue;
    const to = reply === "∅" ? "" : `${reply} `;
    if (headerSize === "0") frames.push(`MSG ${subject} 1 ${to}${payload.length}\r\n${payload}\r\n`);
    else frames.push(`HMSG ${subject} 1 ${to}${headerSize} ${payload.length}\r\n${payload}\r\n`);
  }
  return frames;
}

/** Streams of commands, of which some are damaged; the same ones for a seed. `count` is of those that are damaged. */
export function* babbles(seed: number, count: number): Generator<Babble> {
  const random = seededRandom(seed);
  const pool = fc.sample(command, { numRuns: 4_000, seed });
  const integer = (below: number) => Math.floor(random() * below);
  const any = <T>(list: readonly T[]) => list[integer(list.length)]!;
  const damaged = () => {
    let text = any(pool);
    for (let changes = 1 + integer(2); changes > 0; changes--) {
      const at = integer(text.length + 1);
      text = text.slice(0, at) + any(PUTS) + text.slice(at + integer(3));
    }
    return text;
  };
  for (let made = 0; made < count;) {
    const begin = any(["", 'CONNECT {"verbose":false,"pedantic":false,"headers":true}\r\n']);
    const parts = [begin, ...Array.from({ length: integer(4) }, () => any(pool))];
    for (let i = 1 + integer(2); i > 0; i--, made++) parts.push(damaged(), any(pool));
    yield cut(parts.join(""), integer);
  }
}

/** Whole, in a few pieces or byte by byte. */
function cut(text: string, integer: (below: number) => number): Babble {
  const way = integer(8);
  if (way === 0) return [...text];
  if (way > 3) return [text];
  const places = Array.from({ length: way }, () => integer(text.length + 1)).sort((a, b) => a - b);
  return [0, ...places].map((from, i) => text.slice(from, places[i])).filter((piece) => piece !== "");
}
