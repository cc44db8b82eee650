import { assert, assertEquals, assertLess } from "@std/assert";
import type { Ref } from "../../../actors/mod.ts";
import { router } from "../../../actors/routing/router.ts";
import type { Socket } from "../../../actors/routing/socket.ts";
import { ManualClock, seededRandom, turn } from "../../../actors/testing.ts";
import { dialer } from "../../../server/nodes/dialer.ts";
import type { MeshMessage, Source } from "../../../server/nodes/messages.ts";
import { memoryPair } from "../../../transports/memory.ts";
import { REFUSALS } from "../../../transports/protocols/node/handshake.ts";
import { helloLine, NODE_PROTOCOL, randomId } from "../../../transports/protocols/node/hello.ts";
import type { NodeSettings } from "../../../transports/protocols/node/link_options.ts";
import { keptSystem } from "../../actors/routing/_connected.ts";
import { testService } from "../../actors/routing/_service.ts";
import { Client } from "../../_client.ts";

const SETTINGS: NodeSettings = {
  id: randomId(),
  name: "me",
  cluster: "c",
  version: "1",
  address: null,
  secret: "",
  pingInterval: 1_000,
  pingMax: 3,
  handshake: 5_000,
};

/** A dialer whose network is here. */
class Fixture implements AsyncDisposable {
  readonly clock = new ManualClock();
  readonly system = keptSystem({ clock: this.clock, random: seededRandom(1) });
  readonly service = testService({ router: this.system.spawn("router", router({ counters: testService().counters })) });
  readonly asked: MeshMessage[] = [];
  /** When it dialled, in milliseconds. */
  readonly dials: number[] = [];
  /** Whether the mesh lets it dial. */
  free = true;
  readonly dialer: Ref<never>;
  #answer: () => Promise<Socket> = () => Promise.reject(new Error("nobody is there"));

  constructor(source: Source = "configured") {
    const mesh = this.system.spawn<MeshMessage>("mesh", () => (message) => {
      this.asked.push(message);
      if (message.type === "may-dial" && this.free) message.dialer.tell({ type: "dial" });
      if (message.type === "reserve") message.link.tell({ type: "settled", run: () => message.verdict(undefined) });
    });
    this.dialer = this.system.spawn(
      "dialer",
      dialer({ address: "there:1", source, id: undefined }, {
        mesh,
        service: this.service,
        link: { node: SETTINGS, log: this.service.log, accounts: () => ["$G"] },
        backoff: { min: 100, max: 1_000, jitter: 0 },
        patience: 5_000,
        dial: () => {
          this.dials.push(this.clock.now());
          return this.#answer();
        },
      }),
    );
  }

  /** From now on somebody is there who says so when dialled. */
  answers(...lines: readonly string[]): void {
    this.#answer = async () => {
      const [near, far] = memoryPair();
      const client = new Client(far);
      this.#clients.push(client);
      await client.send(lines.map((line) => `${line}\r\n`).join(""));
      return near;
    };
  }

  /** From now on dialling is this. */
  dialling(answer: () => Promise<Socket>): void {
    this.#answer = answer;
  }

  readonly #clients: Client[] = [];

  async [Symbol.asyncDispose]() {
    await this.system.shutdown();
    for (const client of this.#clients) await client[Symbol.asyncDispose]();
  }
}

function hello(id = randomId()): string {
  const rest = { name: "there", cluster: "c", version: "1", address: null, nonce: randomId() };
  return helloLine({ protocol: NODE_PROTOCOL, id, ...rest });
}

/** Lets time pass, and what comes of it happen. */
async function pass(fixture: Fixture, milliseconds: number): Promise<void> {
  for (let left = milliseconds; left > 0; left -= 50) {
    await fixture.clock.advance(50);
    await turn();
  }
}

Deno.test("dialer() dials again with growing waits, and says once why", async () => {
  await using fixture = new Fixture();
  await turn();
  await pass(fixture, 4_000);
  const [first, ...others] = fixture.dials;
  assertEquals(first, 0);
  assertEquals(others.slice(0, 5), [100, 300, 700, 1_500, 2_500]);
  const said = fixture.service.lines.filter((line) => line.startsWith("warn"));
  assertEquals(said, ["warn Cannot link to the node at there:1: nobody is there"]);
});

Deno.test("dialer() asks the mesh each time whether it may, with the id that it has learned", async () => {
  await using fixture = new Fixture();
  const id = randomId();
  fixture.answers(hello(id), `-ERR '${REFUSALS.duplicate}'`);
  await turn();
  await pass(fixture, 100);
  fixture.free = false;
  await pass(fixture, 5_000);
  const asked = fixture.asked.filter((message) => message.type === "may-dial");
  assertEquals(asked.at(-1)!.id, id);
  const dials = fixture.dials.length;
  assertLess(dials, 4);
  asked.at(-1)!.dialer.tell({ type: "dial" });
  await turn();
  assertEquals(fixture.dials.length, dials + 1);
});

Deno.test("dialer() ends when the address is its own node's, and tells the mesh so", async () => {
  await using fixture = new Fixture();
  fixture.answers(hello(SETTINGS.id));
  const end = fixture.system.stopped(fixture.dialer);
  await pass(fixture, 200);
  assertEquals((await end).type, "normal");
  assert(fixture.asked.some((message) => message.type === "own-address" && message.address === "there:1"));
});

Deno.test("dialer() gives an address that was learned up at once when it is another cluster's, not after many tries", async () => {
  await using wrong = new Fixture("learned");
  wrong.answers(hello().replace('"cluster":"c"', '"cluster":"other"'));
  const end = wrong.system.stopped(wrong.dialer);
  await pass(wrong, 200);
  assertEquals((await end).type, "normal");
  assertEquals(wrong.dials.length, 1);
});

Deno.test("dialer() gives an address that was learned up when it was silent for longer than its patience", async () => {
  await using fixture = new Fixture("learned");
  await turn();
  const end = fixture.system.stopped(fixture.dialer);
  await pass(fixture, 4_900);
  const before = fixture.dials.length;
  await pass(fixture, 3_000);
  assertEquals((await end).type, "normal");
  assertLess(fixture.dials.length, before + 3);
});

Deno.test("dialer() never gives a configured address up", async () => {
  await using fixture = new Fixture();
  fixture.answers(hello().replace('"cluster":"c"', '"cluster":"other"'));
  await turn();
  await pass(fixture, 4_000);
  const before = fixture.dials.length;
  await pass(fixture, 3_000);
  assertLess(before, fixture.dials.length);
});

Deno.test("dialer() closes what it has dialled when it is stopped meanwhile", async () => {
  await using fixture = new Fixture();
  await turn();
  const dialled = Promise.withResolvers<Socket>();
  const [near, far] = memoryPair();
  await using client = new Client(far);
  fixture.dialling(() => dialled.promise);
  await pass(fixture, 150);
  fixture.system.stop(fixture.dialer);
  await fixture.system.stopped(fixture.dialer);
  dialled.resolve(near);
  assertEquals(await client.rest(), "");
});
