import type { DatagramSocket, Peer, Socket } from "../../actors/routing/socket.ts";
import { lines } from "../../transports/protocols/framing/lines.ts";
import type { TrackerAnswer } from "../../transports/protocols/tracker/answer.ts";
import { AnswerReader } from "../../transports/protocols/tracker/answer_reader.ts";
import { nodeAddressText } from "../../transports/protocols/tracker/node_address.ts";
import { formatRequest, LONGEST_LINE, type TrackerRequest } from "../../transports/protocols/tracker/request.ts";
import { dialTcp } from "../../transports/tcp.ts";
import { listenUdp } from "../../transports/udp.ts";

/** Whom {@linkcode askTracker} asks, and how. */
export interface AskTrackerOptions {
  /** The tracker's port. */
  readonly port: number;
  /** Its host. Default `127.0.0.1`. */
  readonly hostname?: string;
  /** Whether it is asked by datagram. Default `false`: over TCP. */
  readonly udp?: boolean;
  /** Milliseconds for all of it. Default 5,000. */
  readonly timeout?: number;
  /** Gives up. */
  readonly signal?: AbortSignal;
}

/** A datagram at least this long is answered with a cookie where one is wanted. */
const ROOM_FOR_A_COOKIE = 24;
/** How long an answer to a datagram is waited for before it is asked again, in milliseconds: twice as long each time. */
const AGAIN = 250;
/** How many cookies are shown to one tracker. */
const COOKIES = 4;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * Asks a tracker one thing, on a connection or from a port of its own. A node that is to stay announced wants
 * {@linkcode trackerClient} instead.
 *
 * Needs `--allow-net`; by datagram also `--unstable-net`. A datagram that is lost is sent again.
 *
 * @returns the answer; a refusal is one too, with the type `refused`
 * @throws {Error} when the tracker is not reached, does not answer in time, or speaks something else
 *
 * @example
 * ```ts
 * import { askTracker, startTracker } from "@mailroom/mailroom";
 *
 * await using tracker = await startTracker({ port: 0 });
 * const answer = await askTracker({ port: tracker.address.port, udp: true }, { type: "clusters" });
 * console.log(answer); // { type: "clusters", clusters: [] }
 * ```
 */
export async function askTracker(options: AskTrackerOptions, request: TrackerRequest): Promise<TrackerAnswer> {
  const { port, hostname = "127.0.0.1", udp = false, timeout = 5_000, signal } = options;
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), timeout);
  const either = signal === undefined ? late.signal : AbortSignal.any([late.signal, signal]);
  const tracker = { transport: udp ? "udp" : "tcp", hostname, port } as const;
  try {
    either.throwIfAborted();
    return udp ? await byDatagram(tracker, request, either) : await byStream(tracker, request, either);
  } catch (error) {
    const where = `${tracker.transport}://${nodeAddressText(tracker)}`;
    const reason = late.signal.aborted
      ? `waited ${timeout / 1_000} s in vain`
      : signal?.aborted
      ? "stopped"
      : error instanceof Error
      ? error.message
      : String(error);
    throw new Error(`Cannot ask the tracker ${where}: ${reason}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

async function byStream(tracker: Peer, request: TrackerRequest, signal: AbortSignal): Promise<TrackerAnswer> {
  const socket = await dialTcp({ ...tracker, signal });
  using _closing = closing(socket, signal);
  const line = encoder.encode(`${formatRequest(request)}\n`);
  for (let at = 0; at < line.length;) at += await socket.write(line.subarray(at));
  const reader = new AnswerReader(request.type);
  const split = lines({ maxLength: LONGEST_LINE }).decoder();
  const buffer = new Uint8Array(16 << 10);
  let answer: TrackerAnswer | undefined;
  while (true) {
    const size = await socket.read(buffer);
    if (size === null) throw new Error("it has ended the connection");
    split.push(buffer.subarray(0, size), (line) => answer ??= reader.push(decoder.decode(line)));
    if (answer !== undefined) return answer;
  }
}

async function byDatagram(tracker: Peer, request: TrackerRequest, signal: AbortSignal): Promise<TrackerAnswer> {
  const socket = listenUdp({ hostname: nearOf(tracker.hostname), port: 0 });
  using _closing = closing(socket, signal);
  // It is filled up with blanks, because an answer to a stranger is never longer than the question.
  const line = formatRequest(request).padEnd(ROOM_FOR_A_COOKIE);
  let cookie = "";
  let cookies = 0;
  let reader: AnswerReader;
  const send = async () => {
    reader = new AnswerReader(request.type, { loose: true });
    await socket.send(encoder.encode(`${cookie}${line}\n`), tracker);
  };
  await send();
  using _again = again(send);
  const buffer = new Uint8Array(65_536);
  while (true) {
    const { size, from } = await socket.receive(buffer);
    // Its host may have been given by name.
    if (from.port !== tracker.port) continue;
    const text = decoder.decode(buffer.subarray(0, size));
    const shown = /^\/cookie ([0-9a-f]{1,64})\s*$/.exec(text)?.[1];
    if (shown !== undefined) {
      if (cookies++ === COOKIES) throw new Error("it takes none of its own cookies");
      cookie = `/join ${shown}\n`;
      await send();
      continue;
    }
    for (const line of text.split(/\r?\n/)) {
      const answer = line === "" ? undefined : reader!.push(line);
      if (answer !== undefined) return answer;
    }
  }
}

/** Where a socket is bound to reach a host. */
function nearOf(hostname: string): string {
  if (hostname.includes(":")) return "::";
  return hostname === "localhost" || hostname.startsWith("127.") ? "127.0.0.1" : "0.0.0.0";
}

/** Closes a socket when it is disposed of or the signal aborts: what is waited for on it then fails. */
function closing(socket: Socket | DatagramSocket, signal: AbortSignal): Disposable {
  const close = () => socket.close();
  signal.addEventListener("abort", close);
  return {
    [Symbol.dispose]: () => {
      signal.removeEventListener("abort", close);
      close();
    },
  };
}

/** Sends again and again, until it is disposed of. */
function again(send: () => Promise<void>): Disposable {
  let timer = setTimeout(repeat, AGAIN, AGAIN * 2);
  function repeat(next: number): void {
    // What cannot be sent now may be later; who waits for the answer has a deadline.
    send().catch(() => {});
    timer = setTimeout(repeat, next, next * 2);
  }
  return { [Symbol.dispose]: () => clearTimeout(timer) };
}
