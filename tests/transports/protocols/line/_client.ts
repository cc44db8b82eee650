import type { Exchange } from "../../../../actors/routing/exchange.ts";
import type { ConnectionMessage, SubjectCount } from "../../../../actors/routing/messages.ts";
import type { Transport } from "../../../../actors/routing/protocol.ts";
import { Publication } from "../../../../actors/routing/publication.ts";
import type { Subscription } from "../../../../actors/routing/subscription.ts";
import type { Peer } from "../../../../actors/routing/socket.ts";
import type { Ref } from "../../../../actors/mod.ts";
import { type LineOptions, LineProtocol } from "../../../../transports/mod.ts";
import { bytes, latin1 } from "../framing/_feeding.ts";

/** One client of the line protocol, without a network and without a router: all that it does is noted. */
export class LineStage implements Transport {
  readonly ref: Ref<ConnectionMessage> = { id: "client", tell: () => true, offer: () => Promise.resolve() };
  readonly peer: Peer;
  readonly buffered = 0;
  readonly protocol: LineProtocol;
  /** What was published, as `subject payload`, line ends included. */
  readonly published: string[] = [];
  readonly publications: Publication[] = [];
  readonly subscriptions = new Set<Subscription>();
  readonly labels: string[] = [];
  readonly counts: string[] = [];
  /** What was written, a string for each write. */
  written: string[] = [];
  closed = false;
  /** What the router was asked. */
  readonly asked: string[] = [];
  #subjects: (subjects: readonly SubjectCount[]) => void = () => {};
  #left = new Uint8Array();
  #who: (labels: readonly string[]) => void = () => {};

  constructor(options: LineOptions = {}, transport: "tcp" | "udp" = "tcp") {
    this.peer = { transport, hostname: "127.0.0.1", port: 1 };
    this.protocol = new LineProtocol(options);
    // Of an exchange there is only what this protocol uses.
    this.protocol.attached(this as unknown as Exchange);
    this.protocol.connected(this);
  }

  /** Lets bytes come, in Latin-1; returns all that is written then. */
  say(text: string): string {
    this.written = [];
    // What is written over afterwards, as a transport may do it, must not be needed any more.
    this.take(bytes(text));
    return this.written.join("");
  }

  /** Lets a chunk come: on a stream, what was not used is presented again with it. */
  take(chunk: Uint8Array): void {
    if (this.peer.transport === "udp") return this.protocol.received(chunk);
    const all = new Uint8Array([...this.#left, ...chunk]);
    this.#left = all.subarray(this.protocol.consume(all, 0));
  }

  /** Lets a message come; returns what is written then. */
  hear(text: string, tail: number): string {
    this.written = [];
    const all = bytes(`<${text}>`);
    const [subscription] = this.subscriptions;
    this.protocol.delivered(new Publication(subscription!.subject, all, 1, all.length - 1 - tail, { tail }));
    return this.written.join("");
  }

  /** Answers the last question after who is there. */
  answerWho(...labels: string[]): string {
    this.written = [];
    this.#who(labels);
    return this.written.join("");
  }

  /** Answers the last question after the rooms. */
  answerSubjects(...subjects: SubjectCount[]): string {
    this.written = [];
    this.#subjects(subjects);
    return this.written.join("");
  }

  /** The subjects that are subscribed to, and whether they are listed. */
  get rooms(): string[] {
    return [...this.subscriptions].map(({ subject, listed }) => `${subject} ${listed ? "listed" : "hidden"}`);
  }

  in(): Exchange {
    return this as unknown as Exchange;
  }

  publish(publication: Publication): void {
    const { subject, buffer, start, end, tail } = publication;
    this.publications.push(publication);
    this.published.push(`${subject} ${latin1(buffer.subarray(start, end + tail))}`);
  }

  subscribe(subscription: Subscription): void {
    this.subscriptions.add(subscription);
  }

  unsubscribe(subscription: Subscription): void {
    this.subscriptions.delete(subscription);
  }

  label(label: string): void {
    this.labels.push(label);
  }

  who(subject: string, then: (labels: readonly string[]) => void): void {
    this.asked.push(`who ${subject}`);
    this.#who = then;
  }

  subjects(prefix: string, then: (subjects: readonly SubjectCount[]) => void): void {
    this.asked.push(`subjects ${prefix}`);
    this.#subjects = then;
  }

  count(what: string): void {
    this.counts.push(what);
  }

  write(data: Uint8Array | string): boolean {
    this.written.push(typeof data === "string" ? latin1(new TextEncoder().encode(data)) : latin1(data));
    return true;
  }

  writePart(source: Uint8Array, start: number, end: number): boolean {
    return this.write(source.subarray(start, end));
  }

  writeView(view: DataView): boolean {
    return this.write(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  }

  close(): void {
    this.closed = true;
  }

  abort(): void {
    this.closed = true;
  }
}
