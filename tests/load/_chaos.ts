import { assert, assertEquals } from "@std/assert";
import { type ActorInfo, type Interceptor, type Mailroom, type Ref, startMailroom, System } from "../../mod.ts";
import { dialTcp } from "../../transports/tcp.ts";
import type { Socket } from "../../actors/routing/socket.ts";
import { within } from "../_within.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Actor time that passes with each kill, in milliseconds: as if they came two a second, which no supervisor gives up at. */
const PAUSE = 600;
/** The neighbours that each client listens to. */
const NEIGHBOURS = 5;

/** A message whose handling throws, whatever the actor. */
function poison(): never {
  return Object.defineProperty({}, "type", {
    get: () => {
      throw new Error("chaos");
    },
  }) as never;
}

/** Knows every actor that was ever told something, by its id. */
class Registry implements Interceptor<undefined> {
  readonly refs = new Map<string, Ref<never>>();

  told(to: Ref<never>): undefined {
    this.refs.set(to.id, to);
  }

  handling(_taken: undefined, _by: Ref<never>, _message: unknown, handle: () => void | Promise<void>) {
    return handle();
  }
}

/**
 * A client that publishes numbers and checks that those of its neighbours come without gap or repetition. When its
 * connection is cut it comes back with a new epoch, of which its listeners may miss nothing from the first they hear.
 */
class Client {
  readonly #index: number;
  readonly #port: number;
  readonly #heard = new Map<string, { epoch: number; seq: number }>();
  #socket!: Socket;
  #text = "";
  #pongs: (() => void)[] = [];
  epoch = -1;
  seq = 0;
  received = 0;
  #over = false;
  /** Settles when the client has been stopped. */
  running!: Promise<void>;

  constructor(index: number, port: number) {
    this.#index = index;
    this.#port = port;
  }

  async start(neighbours: readonly string[]): Promise<void> {
    const ready = Promise.withResolvers<void>();
    this.running = this.#live(neighbours, ready.resolve);
    await ready.promise;
  }

  async #live(neighbours: readonly string[], ready: () => void): Promise<void> {
    while (!this.#over) {
      try {
        this.#socket = await dialTcp({ port: this.#port });
      } catch {
        // The listener is just being started again.
        continue;
      }
      this.epoch++;
      this.seq = 0;
      this.#heard.clear();
      this.#text = "";
      // What was asked on the connection before has no answer any more.
      for (const pong of this.#pongs.splice(0)) pong();
      const subs = neighbours.map((subject, i) => `SUB ${subject} ${i}\r\n`).join("");
      this.#send(`CONNECT {"verbose":false}\r\n${subs}`);
      ready();
      await this.#read();
    }
  }

  async #read(): Promise<void> {
    const buffer = new Uint8Array(64 << 10);
    try {
      for (let size; (size = await this.#socket.read(buffer)) !== null;) {
        this.#text += decoder.decode(buffer.subarray(0, size));
        this.#use();
      }
    } catch (error) {
      if (error instanceof Broken) throw error;
    }
    this.#socket.close();
  }

  #use(): void {
    const lines = this.#text.split("\r\n");
    this.#text = lines.pop()!;
    for (let i = 0; i < lines.length; i++) {
      const [verb, subject] = lines[i]!.split(" ");
      if (verb === "PING") this.#send("PONG\r\n");
      else if (verb === "PONG") this.#pongs.shift()?.();
      else if (verb === "MSG") {
        if (i + 1 === lines.length) {
          this.#text = `${lines[i]}\r\n${this.#text}`;
          return;
        }
        this.#check(subject!, lines[++i]!);
      } else if (verb !== "INFO") throw new Broken(`client ${this.#index} was told ${lines[i]}`);
    }
  }

  #check(subject: string, payload: string): void {
    const [epoch, seq] = payload.split(".").map(Number) as [number, number];
    const before = this.#heard.get(subject);
    this.received++;
    this.#heard.set(subject, { epoch, seq });
    if (before === undefined || epoch > before.epoch) return;
    if (epoch === before.epoch && seq === before.seq + 1) return;
    throw new Broken(`client ${this.#index} heard ${subject} ${payload} after ${before.epoch}.${before.seq}`);
  }

  publish(): void {
    const payload = `${this.epoch}.${++this.seq}`;
    this.#send(`PUB chaos.${this.#index} ${payload.length}\r\n${payload}\r\n`);
  }

  #send(text: string): void {
    this.#socket.write(encoder.encode(text)).catch(() => {});
  }

  /** Resolves when all that was sent before has had its effect, or the connection is cut. */
  fence(): Promise<void> {
    return new Promise((resolve) => {
      this.#pongs.push(resolve);
      this.#send("PING\r\n");
    });
  }

  /** What it has heard last of a neighbour. */
  last(subject: string): { epoch: number; seq: number } | undefined {
    return this.#heard.get(subject);
  }

  async stop(): Promise<void> {
    this.#over = true;
    this.#socket.close();
    for (const pong of this.#pongs.splice(0)) pong();
    await this.running;
  }
}

class Broken extends Error {}

/** A server, clients that watch each other's numbers, and somebody who kills its actors. */
export class Chaos implements AsyncDisposable {
  readonly #registry: Registry;
  readonly #clients: Client[];
  readonly #mailroom: Mailroom;
  readonly #time: { offset: number };
  kills: Record<string, number> = {};
  #failure: unknown = undefined;

  private constructor(mailroom: Mailroom, registry: Registry, time: { offset: number }, clients: Client[]) {
    this.#mailroom = mailroom;
    this.#registry = registry;
    this.#time = time;
    this.#clients = clients;
  }

  static async start(count: number): Promise<Chaos> {
    const registry = new Registry();
    const time = { offset: 0 };
    const clock = {
      now: () => performance.now() + time.offset,
      setTimer: (callback: () => void, delay: number) => {
        const timer = setTimeout(callback, Math.min(delay, 2 ** 31 - 1));
        return () => clearTimeout(timer);
      },
    };
    const system = new System({ clock, interceptors: [registry] });
    system.events().subscribe(() => {});
    const mailroom = await startMailroom({ system, nats: { port: 0 } });
    const { port } = mailroom.addresses.nats!;
    const clients = Array.from({ length: count }, (_, i) => new Client(i, port));
    const chaos = new Chaos(mailroom, registry, time, clients);
    await Promise.all(clients.map((client, i) => client.start(chaos.#neighbours(i))));
    for (const client of clients) client.running.catch((error) => chaos.#failure ??= error);
    await Promise.all(clients.map((client) => client.fence()));
    return chaos;
  }

  #neighbours(index: number): string[] {
    return Array.from({ length: NEIGHBOURS }, (_, i) => `chaos.${(index + i + 1) % this.#clients.length}`);
  }

  /** Messages that clients have received. */
  get received(): number {
    return this.#clients.reduce((sum, { received }) => sum + received, 0);
  }

  /** Lets everybody publish and kills somebody meanwhile. */
  async round(random: () => number): Promise<void> {
    this.#time.offset += PAUSE;
    const half = Math.floor(random() * this.#clients.length);
    for (const client of this.#clients.slice(0, half)) client.publish();
    this.#kill(random);
    for (const client of this.#clients.slice(half)) client.publish();
    // A turn of the event loop, so that kills fall into all stages of what is under way.
    await new Promise((resolve) => setImmediate(resolve));
    if (random() < 0.2) await within(Promise.all(this.#clients.map((client) => client.fence())), "all clients' pongs");
    if (this.#failure !== undefined) throw this.#failure;
  }

  #kill(random: () => number): void {
    const kinds = [/\/router#/, /\/listeners\/nats#/, /\/monitor#/, /\/connections\/tcp-/];
    const kind = kinds[Math.floor(random() * kinds.length)]!;
    const living = [...leaves(this.#mailroom.system.tree())].filter(({ id, state }) =>
      kind.test(id) && state === "running"
    );
    const victim = living[Math.floor(random() * living.length)];
    if (victim === undefined) return;
    const ref = this.#registry.refs.get(victim.id);
    if (ref === undefined) return;
    ref.tell(poison());
    const name = victim.name.replace(/-\d+$/, "");
    this.kills[name] = (this.kills[name] ?? 0) + 1;
  }

  /** How many actors it has killed. */
  get killed(): number {
    return Object.values(this.kills).reduce((sum, count) => sum + count, 0);
  }

  /** After the storm: everybody hears everybody's last number, and every actor is there. */
  async check(): Promise<void> {
    // Whoever was cut off is back when its ping is answered; who is cut off meanwhile is asked again.
    for (let calm = false; !calm;) {
      const epochs = this.#clients.map(({ epoch }) => epoch);
      await within(Promise.all(this.#clients.map((client) => client.fence())), "all clients' pongs");
      calm = this.#clients.every(({ epoch }, i) => epoch === epochs[i]);
    }
    for (const client of this.#clients) client.publish();
    for (let round = 0; round < 2; round++) {
      await within(Promise.all(this.#clients.map((client) => client.fence())), "all clients' pongs");
    }
    if (this.#failure !== undefined) throw this.#failure;
    for (const [i, client] of this.#clients.entries()) {
      for (const subject of this.#neighbours(i)) {
        const { epoch, seq } = this.#clients[Number(subject.slice(6))]!;
        assertEquals(client.last(subject), { epoch, seq }, `the last of ${subject} at client ${i}`);
      }
    }
    const actors = [...leaves(this.#mailroom.system.tree())];
    assert(actors.every(({ state }) => state === "running"), "an actor does not run");
    const names = actors.map(({ id }) => id.replace(/#\d+$/, "").replace(/^.*\/(?=[^/]+$)/, ""));
    for (const name of ["router", "monitor", "nats"]) assert(names.includes(name), `${name} is not there`);
    assertEquals(names.filter((name) => name.startsWith("tcp-")).length, this.#clients.length);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(this.#clients.map((client) => client.stop()));
    await this.#mailroom.system.shutdown();
  }
}

/** All actors without children. */
function* leaves(actor: ActorInfo): Iterable<ActorInfo> {
  if (actor.children.length === 0) yield actor;
  for (const child of actor.children) yield* leaves(child);
}
