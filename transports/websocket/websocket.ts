import { originOf } from "../../actors/routing/admission/origin.ts";
import type { Listener, Peer, Socket } from "../../actors/routing/socket.ts";
import { originCheck, type OriginOptions } from "./_origins.ts";
import { shakeHands } from "./_shake_hands.ts";
import { WebSocketSocket } from "./_web_socket.ts";

/** How WebSockets are taken in. */
export interface WebSocketOptions extends OriginOptions {
  /**
   * Whether the WebSockets of a path carry lines of text: then each message that comes is a line, and what is written goes
   * as text, whole lines of it in each message. What is not UTF-8 in it is replaced. Otherwise messages are parts of a
   * stream of bytes, text or not, and what is written goes as binary. Default `false`.
   */
  readonly text?: boolean | ((path: string) => boolean);
  /** Which paths there are; whoever asks for another is answered with 404. Default: all. */
  readonly serves?: (path: string) => boolean;
  /** How long a client may take for its request, in milliseconds from 1. Default 2,000. */
  readonly handshakeTimeout?: number;
  /** The most clients at once that have not sent their request; more wait in the host. Default 1,024. */
  readonly maxHandshakes?: number;
  /** The most of them from one address; more are hung up on. Default 256. */
  readonly maxHandshakesPerAddress?: number;
  /** Told of whoever connects and does not become a WebSocket, and why. */
  readonly refused?: (peer: Peer, why: string) => void;
}

/**
 * Takes in the clients of another listener as WebSockets (RFC 6455). Their frames are a stream of bytes: where a frame
 * begins or ends means nothing. Pings are answered, extensions are not used.
 *
 * Whoever is accepted has sent its request and been answered; {@linkcode Peer.path} says what it asked for. So `accept`
 * waits for nobody in particular: who takes too long for the request is hung up on. Pages from elsewhere are refused,
 * unless `allowedOrigins` has them or `sameOrigin` is off; other programs send no origin and may connect.
 *
 * @throws {RangeError | TypeError} when an option is out of its range
 *
 * @example
 * ```ts
 * import { listenTcp, webSocketListener } from "@mailroom/mailroom/transports";
 *
 * const listener = webSocketListener(listenTcp({ port: 0 }));
 * const client = new WebSocket(`ws://127.0.0.1:${listener.address.port}`);
 * client.onopen = () => client.send("hello");
 * const socket = await listener.accept();
 * const buffer = new Uint8Array(1024);
 * const size = await socket.read(buffer);
 * console.log(new TextDecoder().decode(buffer.subarray(0, size!)));
 * const closed = new Promise((resolve) => client.onclose = resolve);
 * await socket.finish?.({ type: "closed" });
 * socket.close();
 * listener.close();
 * await closed;
 * ```
 */
export function webSocketListener(listener: Listener, options: WebSocketOptions = {}): Listener {
  const { handshakeTimeout = 2_000, maxHandshakes = 1_024, maxHandshakesPerAddress = 256 } = options;
  check(
    "handshakeTimeout",
    handshakeTimeout,
    handshakeTimeout >= 1 && handshakeTimeout < 2 ** 31,
    "milliseconds from 1",
  );
  check("maxHandshakes", maxHandshakes, maxHandshakes >= 1, "a number from 1");
  check("maxHandshakesPerAddress", maxHandshakesPerAddress, maxHandshakesPerAddress >= 1, "a number from 1");
  return new WebSocketListener(listener, { ...options, handshakeTimeout, maxHandshakes, maxHandshakesPerAddress });
}

function check(name: string, value: number, good: boolean, wanted: string): void {
  if (!good) throw new RangeError(`Cannot take WebSockets in: ${name} is ${value}, wanted ${wanted}`);
}

type Limits = "handshakeTimeout" | "maxHandshakes" | "maxHandshakesPerAddress";

class WebSocketListener implements Listener {
  readonly address: Peer;
  readonly #inner: Listener;
  readonly #options: WebSocketOptions & Required<Pick<WebSocketOptions, Limits>>;
  readonly #allowed: ReturnType<typeof originCheck>;
  /** Those whose request has not come. */
  readonly #begun = new Set<Socket>();
  /** How many of them there are from each address. */
  readonly #from = new Map<string, number>();
  /** Those whom nobody has accepted yet. */
  readonly #ready: Socket[] = [];
  #waiting: PromiseWithResolvers<Socket> | undefined = undefined;
  #accepting: Promise<void> | undefined = undefined;
  #closed = false;

  constructor(inner: Listener, options: WebSocketOptions & Required<Pick<WebSocketOptions, Limits>>) {
    this.#inner = inner;
    this.#options = options;
    this.#allowed = originCheck(options);
    this.address = { ...inner.address, transport: "ws" };
  }

  accept(): Promise<Socket> {
    const socket = this.#ready.shift();
    const next = socket === undefined ? (this.#waiting ??= Promise.withResolvers()).promise : Promise.resolve(socket);
    this.#goOn();
    return next;
  }

  close(): void {
    this.#closed = true;
    this.#inner.close();
    for (const socket of [...this.#begun, ...this.#ready.splice(0)]) socket.close();
    // A pending accept ends when the one beneath has: only then does the host let go of the address.
    if (this.#accepting === undefined) this.#fail(new Error("The listener is closed"));
  }

  /** Takes the next in, if there is room for it. */
  #goOn(): void {
    if (this.#accepting !== undefined) return;
    if (this.#closed) return this.#fail(new Error("The listener is closed"));
    if (this.#begun.size + this.#ready.length >= this.#options.maxHandshakes) return;
    this.#accepting = this.#inner.accept().then(
      (socket) => {
        this.#accepting = undefined;
        if (this.#closed) socket.close();
        else this.#begin(socket);
        this.#goOn();
      },
      (error) => {
        this.#accepting = undefined;
        // Whoever accepts decides when to try again.
        this.#fail(error);
      },
    );
  }

  #fail(error: unknown): void {
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }

  async #begin(socket: Socket): Promise<void> {
    const origin = originOf(socket.peer.hostname);
    const count = this.#from.get(origin) ?? 0;
    if (count >= this.#options.maxHandshakesPerAddress) {
      return this.#refuse(socket, "too many from its address have not sent their request");
    }
    this.#from.set(origin, count + 1);
    this.#begun.add(socket);
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      socket.close();
    }, this.#options.handshakeTimeout);
    try {
      const hands = await shakeHands(socket, this.#allowed, this.#options.serves);
      if (hands.type === "done" && !late) this.#done(socket, hands.path, hands.left);
      else this.#refuse(socket, hands.type === "refused" ? hands.why : "it took too long");
    } catch (error) {
      this.#refuse(socket, late ? "its request took too long" : error instanceof Error ? error.message : "it broke");
    } finally {
      clearTimeout(timer);
      this.#begun.delete(socket);
      this.#left(origin);
      if (!this.#closed) this.#goOn();
    }
  }

  #left(origin: string): void {
    const count = this.#from.get(origin)! - 1;
    if (count === 0) this.#from.delete(origin);
    else this.#from.set(origin, count);
  }

  #done(inner: Socket, path: string, left: Uint8Array): void {
    if (this.#closed) return inner.close();
    const { text = false } = this.#options;
    const peer: Peer = { ...inner.peer, transport: "ws", path };
    const socket = new WebSocketSocket(inner, peer, typeof text === "function" ? text(path) : text, left);
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) this.#ready.push(socket);
    else waiting.resolve(socket);
  }

  #refuse(socket: Socket, why: string): void {
    socket.close();
    if (!this.#closed) this.#options.refused?.(socket.peer, why);
  }
}
