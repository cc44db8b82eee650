/**
 * Heavy work beside a server: a number is answered with how many primes there are up to it, which a thread counts; every
 * other line comes back at once, also while it counts. Try it with `nc 127.0.0.1 9000`.
 *
 *     deno run --allow-net=127.0.0.1 --allow-read examples/cpu_worker.ts [PORT]
 */
import { ask, describeError, spawnWorker, System } from "@mailroom/mailroom/actors";
import { lines, peerText, type Protocol, serveTcp, type Transport } from "@mailroom/mailroom/transports";
import type { Primes } from "./cpu_worker_thread.ts";

const system = new System();
const text = new TextDecoder();

// The thread may keep ten questions waiting. One that fails is gone; the thread is started again for the others.
const primes = spawnWorker<Primes>(system, "primes", new URL("./cpu_worker_thread.ts", import.meta.url), {
  capacity: 10,
});

class Counting implements Protocol {
  readonly #decoder = lines().decoder();
  #transport!: Transport;

  connected(transport: Transport): void {
    this.#transport = transport;
  }

  received(chunk: Uint8Array): void {
    this.#decoder.push(chunk, (line) => this.#answer(text.decode(line)));
  }

  async #answer(line: string): Promise<void> {
    if (!/^\d+$/.test(line)) {
      this.#transport.write(`${line}\n`);
      return;
    }
    try {
      const count = await ask(primes, { type: "count", limit: Number(line) }, { timeout: 60_000 });
      this.#transport.write(`${count} primes up to ${line}\n`);
    } catch (error) {
      this.#transport.write(`no answer for ${line}: ${describeError(error)}\n`);
    }
  }
}

const server = serveTcp({ port: Number(Deno.args[0] ?? 9000), protocol: () => new Counting() });
console.log(`listening ${peerText(server.address)}`);
