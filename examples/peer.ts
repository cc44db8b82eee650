/**
 * A chat without a server: each peer is both client and server, finds the others through `tracker.ts`, and has one
 * connection with each. What is typed goes to all of them; what they say is printed.
 *
 *     deno run --allow-net=127.0.0.1 examples/peer.ts NAME [TRACKER_PORT] [LEASE_SECONDS]
 */
import { connectTcp, lines, type Protocol, serveTcp, System, trackerClient, type Transport } from "@mailroom/mailroom";
import { TextLineStream } from "@std/streams/text-line-stream";

const [name = "ada", tracker = "9200", lease = "30"] = Deno.args;
const links = new Map<string, Link>();
const text = new TextDecoder();

/** One connection with another peer. The first line that each side says is its name; an empty one is its last. */
class Link implements Protocol {
  readonly #decoder = lines({ maxLength: 1_024 }).decoder();
  #transport!: Transport;
  #other: string | undefined;
  #lasts = 0;

  constructor(readonly dialled: boolean) {}

  connected(transport: Transport): void {
    this.#transport = transport;
    this.say(name);
  }

  received(chunk: Uint8Array): void {
    this.#decoder.push(chunk, (line) => {
      const said = text.decode(line);
      if (this.#other === undefined) this.#meet(said);
      else if (said === "") this.#last();
      else console.log(`${this.#other}: ${said}`);
    });
  }

  lost(): void {
    if (this.#other === undefined || links.get(this.#other) !== this) return;
    links.delete(this.#other);
    console.log(`* ${this.#other} is gone`);
  }

  say(line: string): void {
    this.#transport.write(`${line}\n`);
    if (line === "") this.#last();
  }

  /** Where two have dialled each other, both keep the connection that the first in the alphabet has dialled. */
  #meet(other: string): void {
    this.#other = other;
    const known = links.get(other);
    if (other === name || (known !== undefined && this.dialled !== name < other)) return this.say("");
    links.set(other, this);
    if (known === undefined) console.log(`* ${other} is here`);
    else known.say("");
  }

  /** Closes the connection when both sides have said their last. */
  #last(): void {
    if (++this.#lasts === 2) this.#transport.close();
  }
}

function found(peers: readonly { readonly id: string; readonly address: string }[]): void {
  for (const { id, address } of peers) {
    const port = Number(address.split(":").at(-1));
    // One that cannot be reached is tried again when the tracker names it again.
    if (!links.has(id)) connectTcp({ port, protocol: () => new Link(true) }).catch(() => {});
  }
}

const { address } = serveTcp({ port: 0, protocol: () => new Link(false) });
const where = { hostname: "127.0.0.1", port: Number(tracker) };
const announced = { cluster: "chat", id: name, address: `127.0.0.1:${address.port}`, lease: Number(lease) };
new System().spawn(trackerClient({ tracker: where, ...announced, found }));
console.log(`listening tcp://127.0.0.1:${address.port}`);

const typed = Deno.stdin.readable.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
for await (const line of typed) if (line !== "") links.forEach((link) => link.say(line));
