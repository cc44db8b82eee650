import { assertEquals } from "@std/assert";
import { type Ref, System } from "../../../actors/mod.ts";
import type { ConnectionMessage } from "../../../actors/routing/messages.ts";
import { ManualClock, seededRandom, turn } from "../../../actors/testing.ts";
import type { Side } from "../../../transports/protocols/node/handshake.ts";
import type { Hello } from "../../../transports/protocols/node/hello.ts";
import type { DialerMessage, LinkedNode, MeshMessage } from "../../../server/nodes/messages.ts";
import { mesh } from "../../../server/nodes/mesh.ts";
import { ask } from "../../../actors/mod.ts";

/** Ids in order. */
const [LOW, OWN, HIGH] = ["1", "5", "9"].map((digit) => digit.repeat(32)) as [string, string, string];

/** A mesh with links and dialers that are not real. */
class Fixture implements AsyncDisposable {
  readonly clock = new ManualClock();
  readonly system = new System({ clock: this.clock, random: seededRandom(1) });
  /** What was started, as `address source`. */
  readonly started: string[] = [];
  readonly mesh: Ref<MeshMessage>;

  constructor(peers: readonly string[] = []) {
    const dialers = this.system.spawn<{ argument: { address: string; source: string } }>("dialers", () => (message) => {
      this.started.push(`${message.argument.address} ${message.argument.source}`);
    });
    const options = { id: OWN, address: "own:1", peers, dialers: () => dialers as never };
    this.mesh = this.system.spawn("mesh", mesh(options));
  }

  /** A link's actor; what is said to it is in `heard`. */
  link(id: string, side: Side): Link {
    return new Link(this, id, side);
  }

  /** A dialer's actor; `told` counts how often it was told to dial. */
  dialer(address: string, id: string | undefined): { told: number; ref: Ref<DialerMessage> } {
    const dialer = { told: 0, ref: undefined as unknown as Ref<DialerMessage> };
    dialer.ref = this.system.spawn<DialerMessage>(() => () => void dialer.told++);
    this.mesh.tell({ type: "may-dial", dialer: dialer.ref, address, id });
    return dialer;
  }

  async linked(): Promise<string[]> {
    const nodes = await ask(this.mesh, { type: "nodes" }) as readonly LinkedNode[];
    return nodes.map(({ id, side }) => `${id[0]} ${side}`);
  }

  async [Symbol.asyncDispose]() {
    await this.system.shutdown();
  }
}

class Link {
  readonly heard: string[] = [];
  readonly ref: Ref<ConnectionMessage>;
  readonly #fixture: Fixture;
  readonly #id: string;
  readonly #side: Side;

  constructor(fixture: Fixture, id: string, side: Side) {
    this.#fixture = fixture;
    this.#id = id;
    this.#side = side;
    this.ref = fixture.system.spawn<ConnectionMessage>(() => (message) => {
      if (message.type === "settled") message.run();
      else if (message.type === "close") this.heard.push(`close: ${message.reason}`);
    }, { shutdown: 0 });
  }

  async reserve(): Promise<void> {
    const verdict = (refusal?: string) => void this.heard.push(refusal ?? "go on");
    this.#fixture.mesh.tell({ type: "reserve", link: this.ref, peer: this.#peer, verdict });
    await turn();
  }

  async admit(address?: string): Promise<void> {
    this.#fixture.mesh.tell({
      type: "admit",
      link: this.ref,
      peer: this.#peer,
      side: this.#side,
      address,
      verdict: (refusal) => void this.heard.push(refusal ?? "admitted"),
      tell: (nodes) => void this.heard.push(`peers ${nodes.map(({ id, address }) => `${id[0]}@${address}`)}`),
    });
    await turn();
  }

  async end(): Promise<void> {
    this.#fixture.system.stop(this.ref);
    await turn();
  }

  get #peer(): Hello {
    return {
      protocol: 1,
      id: this.#id,
      name: "n",
      cluster: "c",
      version: "1",
      nonce: "0".repeat(32),
      address: null,
    };
  }
}

Deno.test("mesh() keeps the link that the node with the lower id dialled, whichever comes first", async () => {
  await using fixture = new Fixture();
  const ours = fixture.link(HIGH, "dialer");
  const theirs = fixture.link(HIGH, "acceptor");
  await theirs.admit();
  await ours.admit();
  assertEquals(theirs.heard, ["admitted", "close: another link takes the place of this one"]);
  assertEquals(ours.heard, [], "it was let in before the other link was over");
  await theirs.end();
  assertEquals(ours.heard, ["admitted"]);
  const late = fixture.link(HIGH, "acceptor");
  await late.admit();
  assertEquals(late.heard, ["duplicate"]);

  const [dialled, accepted] = [fixture.link(LOW, "dialer"), fixture.link(LOW, "acceptor")];
  await dialled.admit();
  await accepted.admit();
  await dialled.end();
  assertEquals(accepted.heard, ["admitted"]);
  assertEquals(await fixture.linked(), ["9 dialer", "1 acceptor"]);
});

Deno.test("mesh() lets a newer link take the place of an older one from the same dialer", async () => {
  await using fixture = new Fixture();
  const [older, newer, newest] = [1, 2, 3].map(() => fixture.link(LOW, "acceptor"));
  await older!.admit();
  await newer!.admit();
  await newest!.admit();
  assertEquals(newer!.heard, ["duplicate"]);
  await older!.end();
  assertEquals(newest!.heard, ["admitted"]);
});

Deno.test("mesh() refuses the other's link where its own will win", async () => {
  await using fixture = new Fixture();
  const ours = fixture.link(HIGH, "dialer");
  const theirs = fixture.link(HIGH, "acceptor");
  await ours.reserve();
  await theirs.admit();
  assertEquals(theirs.heard, ["duplicate"]);
  await ours.end();
  const again = fixture.link(HIGH, "acceptor");
  await again.admit();
  assertEquals(again.heard, ["admitted"], "a link that came to nothing still holds its place");
});

Deno.test("mesh() lets only one dialer at a time go on to a node", async () => {
  await using fixture = new Fixture();
  const [first, second] = [fixture.link(HIGH, "dialer"), fixture.link(HIGH, "dialer")];
  await first.reserve();
  await second.reserve();
  assertEquals([first.heard, second.heard], [["go on"], ["duplicate"]]);
  await first.admit();
  const third = fixture.link(HIGH, "dialer");
  await third.reserve();
  assertEquals(third.heard, ["duplicate"]);
});

Deno.test("mesh() tells every node of all others that can be dialled", async () => {
  await using fixture = new Fixture();
  const [a, b] = [fixture.link(LOW, "acceptor"), fixture.link(HIGH, "acceptor")];
  await a.admit("a:1");
  await b.admit("b:1");
  assertEquals(a.heard, ["admitted", `peers 9@b:1`]);
  assertEquals(b.heard, ["admitted", `peers 1@a:1`]);
});

Deno.test("mesh() has configured nodes dialled, and those it hears of: with a higher id at once, with a lower one later", async () => {
  await using fixture = new Fixture(["c:1", "own:1", "c:1"]);
  const heard = [{ id: HIGH, address: "h:1" }, { id: LOW, address: "l:1" }, { id: OWN, address: "me:1" }];
  fixture.mesh.tell({ type: "heard", nodes: heard });
  fixture.mesh.tell({ type: "heard", nodes: heard });
  await turn();
  assertEquals(fixture.started, ["c:1 configured", "h:1 learned"]);
  await fixture.clock.advance(5_000);
  assertEquals(fixture.started, ["c:1 configured", "h:1 learned", "l:1 learned"]);
});

Deno.test("mesh() does not have a node dialled that has dialled meanwhile", async () => {
  await using fixture = new Fixture();
  fixture.mesh.tell({ type: "heard", nodes: [{ id: LOW, address: "l:1" }] });
  await fixture.link(LOW, "acceptor").admit();
  await fixture.clock.advance(5_000);
  assertEquals(fixture.started, []);
});

Deno.test("mesh() lets a dialer sleep while its node is linked, and wakes it when it is no more", async () => {
  await using fixture = new Fixture();
  const link = fixture.link(LOW, "acceptor");
  await link.admit();
  const sleeper = fixture.dialer("l:1", LOW);
  const other = fixture.dialer("x:1", undefined);
  await turn();
  assertEquals([sleeper.told, other.told], [0, 1]);
  await link.end();
  assertEquals(sleeper.told, 1);
});

Deno.test("mesh() takes an address again whose dialer has given it up, but never its own", async () => {
  await using fixture = new Fixture();
  const heard = { type: "heard", nodes: [{ id: HIGH, address: "h:1" }] } as const;
  fixture.mesh.tell(heard);
  await turn();
  const dialer = fixture.dialer("h:1", HIGH);
  await turn();
  fixture.system.stop(dialer.ref);
  await turn();
  fixture.mesh.tell(heard);
  await turn();
  assertEquals(fixture.started.length, 2);
  fixture.mesh.tell({ type: "own-address", address: "h:2" });
  fixture.mesh.tell({ type: "heard", nodes: [{ id: HIGH, address: "h:2" }] });
  await turn();
  assertEquals(fixture.started.length, 2);
});
