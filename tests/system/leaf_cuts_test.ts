import { assert, assertEquals } from "@std/assert";
import type { Client } from "../_client.ts";
import { HubServer } from "./_hub.ts";
import { FULL, LeafNode, settled } from "./_leaf_node.ts";
import { REFERENCE } from "./_nats_reference.ts";
import { connect } from "./_nats_server.ts";
import { until } from "./_until.ts";

/** A way to a server that can be cut: whoever uses it dials again. */
class Way implements AsyncDisposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #open = new Set<Deno.Conn>();
  readonly #done: Promise<unknown>;

  /** Where it leads. */
  to = 0;

  constructor() {
    this.#done = this.#serve();
  }

  get address(): string {
    return `127.0.0.1:${(this.#listener.addr as Deno.NetAddr).port}`;
  }

  cut(): void {
    for (const conn of this.#open) {
      try {
        conn.close();
      } catch {
        // Its other end has gone.
      }
    }
    this.#open.clear();
  }

  async #serve(): Promise<void> {
    const pipes: Promise<unknown>[] = [];
    for await (const near of this.#listener) {
      const far = await Deno.connect({ hostname: "127.0.0.1", port: this.to });
      for (const [from, to] of [[near, far], [far, near]] as const) {
        this.#open.add(from);
        pipes.push(from.readable.pipeTo(to.writable).catch(() => {}));
      }
    }
    await Promise.all(pipes);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    this.cut();
    await this.#done;
  }
}

/** The numbers among what a client has heard of a subject. */
async function numbers(client: Client): Promise<number[]> {
  const lines = await settled(client);
  return lines.flatMap((line, i) => line.startsWith("MSG ") ? Number(lines[i + 1]) : []);
}

Deno.test({
  name: "a leaf whose link is cut again and again carries nothing twice, and all of it when it stands",
  ignore: !REFERENCE,
  fn: async () => {
    await using way = new Way();
    // Nobody is to find a way around.
    await using hub = await HubServer.start("", `advertise: "${way.address}"`);
    way.to = hub.leafPort;
    await using node = await LeafNode.start({ urls: [way.address], name: "node", cluster: "mesh" });
    await using above = await connect(hub.port, FULL);
    await using below = await node.client();
    await above.send("SUB up 1\r\n");
    await below.send("SUB down 1\r\n");
    const got: { up: number[]; down: number[] } = { up: [], down: [] };
    let next = 0;
    const publish = async (count: number) => {
      const all = Array.from({ length: count }, () => next++);
      await below.send(all.map((each) => `PUB up ${`${each}`.length}\r\n${each}\r\n`).join(""));
      await above.send(all.map((each) => `PUB down ${`${each}`.length}\r\n${each}\r\n`).join(""));
    };
    const collect = async () => {
      got.up.push(...await numbers(above));
      got.down.push(...await numbers(below));
    };
    for (let round = 1; round <= 4; round++) {
      await publish(500);
      way.cut();
      await publish(500);
      await node.logged(/is open/, round + 1);
      await collect();
    }
    await hub.knows("down");
    await node.knows("up");
    const first = next;
    await publish(1_000);
    await until(
      async () => (await collect(), got.up.at(-1) === next - 1 && got.down.at(-1) === next - 1),
      "the last ones",
    );
    for (const heard of [got.up, got.down]) {
      assert(heard.every((each, i) => i === 0 || each > heard[i - 1]!), "something came twice, or in another order");
      assertEquals(heard.filter((each) => each >= first).length, 1_000);
    }
  },
});
