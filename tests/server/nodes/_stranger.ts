import { Handshake } from "../../../transports/protocols/node/handshake.ts";
import { NODE_PROTOCOL, randomId } from "../../../transports/protocols/node/hello.ts";
import { within } from "../../_within.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder("latin1");

/** Somebody who dials a node and says what it likes. */
export class Stranger implements Disposable {
  readonly #conn: Deno.TcpConn;
  #text = "";
  #ended = false;
  #changed = Promise.withResolvers<void>();

  private constructor(conn: Deno.TcpConn) {
    this.#conn = conn;
    this.#read();
  }

  static async dial(port: number): Promise<Stranger> {
    return new Stranger(await Deno.connect({ hostname: "127.0.0.1", port }));
  }

  /** Shakes hands as a node of the default cluster without a secret. */
  async open(): Promise<void> {
    const hello = { id: randomId(), name: "stranger", cluster: "mailroom", version: "0", nonce: randomId() };
    const handshake = new Handshake({ ...hello, protocol: NODE_PROTOCOL, address: null }, "", "dialer");
    let step = handshake.begin();
    while (step.type !== "linked" && step.type !== "refuse") {
      if ("say" in step) await this.say(step.say!);
      step = step.type === "ask" ? handshake.granted() : handshake.receive(await this.#line());
    }
    if (step.type === "refuse") throw new Error(`The handshake has failed: ${step.why}`);
    await this.say(step.say!);
  }

  /** Sends bytes, or a text in UTF-8; nothing happens where the other side has gone. */
  async say(data: string | Uint8Array): Promise<void> {
    const bytes = typeof data === "string" ? encoder.encode(data) : data;
    try {
      for (let at = 0; at < bytes.length;) at += await this.#conn.write(bytes.subarray(at));
    } catch {
      // The end is seen where it is waited for.
    }
  }

  /** All that was heard, when the other side has ended it. */
  async rest(time = 10_000): Promise<string> {
    while (!this.#ended) await within(this.#change(), "the end", time);
    return this.#text;
  }

  /** Sends nothing more. */
  async finish(): Promise<void> {
    await this.#conn.closeWrite().catch(() => {});
  }

  [Symbol.dispose](): void {
    this.#conn.close();
  }

  async #line(): Promise<string> {
    while (!this.#text.includes("\r\n")) {
      if (this.#ended) throw new Error(`It has ended after ${JSON.stringify(this.#text)}`);
      await within(this.#change(), "a line");
    }
    const end = this.#text.indexOf("\r\n");
    const line = this.#text.slice(0, end);
    this.#text = this.#text.slice(end + 2);
    return line;
  }

  #change(): Promise<void> {
    this.#changed = Promise.withResolvers();
    return this.#changed.promise;
  }

  async #read(): Promise<void> {
    const buffer = new Uint8Array(64 << 10);
    try {
      for (let size; (size = await this.#conn.read(buffer)) !== null;) {
        this.#text += decoder.decode(buffer.subarray(0, size));
        this.#changed.resolve();
      }
    } catch {
      // Broken, or closed here.
    }
    this.#ended = true;
    this.#changed.resolve();
  }
}
