import { ask } from "../../../actors/mod.ts";
import type { Log } from "../../../actors/routing/log.ts";
import type { Publication } from "../../../actors/routing/publication.ts";
import { type Mailroom, startMailroom } from "../../../server/mailroom.ts";
import type { NodeOptions } from "../../../server/nodes/node_options.ts";
import type { MailroomOptions } from "../../../server/options.ts";
import { NatsWire } from "../../system/_nats_wire.ts";

export type { Publication };

/** Redials soon, and notices a death soon. */
export const QUICK: Partial<NodeOptions> = { backoff: { min: 5, max: 50 }, pingInterval: 200 };

/** Waits until something is so. It is looked at again and again, because it happens in other actors. */
export async function until(found: () => boolean | Promise<boolean>, what: string, time = 10_000): Promise<void> {
  const end = performance.now() + time;
  while (!await found()) {
    if (performance.now() > end) throw new Error(`Waited ${time} ms in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** Several servers in one program, each with a node, NATS clients, and what else the options say. */
export class Cluster implements AsyncDisposable {
  readonly nodes: Member[] = [];
  readonly #wires: NatsWire[] = [];

  /** Starts a server; `to` are those that it dials. */
  async start(to: readonly Member[] = [], options: MailroomOptions = {}): Promise<Member> {
    const lines: string[] = [];
    const log = (level: string) => (text: string) => void lines.push(`${level} ${text}`);
    const kept: Log = { error: log("error"), warn: log("warn"), info: log("info"), debug: () => {} };
    const node = {
      port: 0,
      ...QUICK,
      ...options.node,
      peers: [...to.map(({ at }) => at), ...options.node?.peers ?? []],
    };
    const mailroom = await startMailroom({ nats: { port: 0 }, ...options, node, log: kept });
    const member = new Member(mailroom, lines);
    this.nodes.push(member);
    return member;
  }

  /** A full mesh of so many, all of which know the first one only. */
  async mesh(count: number, options: MailroomOptions = {}): Promise<Member[]> {
    const first = await this.start([], options);
    const others = [];
    for (let i = 1; i < count; i++) others.push(await this.start([first], options));
    const all = [first, ...others];
    await Promise.all(all.map((each) => each.linkedTo(count - 1)));
    return all;
  }

  /** A NATS client of a server, which has said CONNECT. */
  async client(member: Member): Promise<NatsWire> {
    const wire = await NatsWire.open(member.mailroom.addresses.nats!.port);
    this.#wires.push(wire);
    await wire.send('CONNECT {"verbose":false,"headers":true,"no_responders":true}\r\n');
    await wire.sync();
    return wire;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const wire of this.#wires) wire[Symbol.dispose]();
    await Promise.all(this.nodes.map(({ mailroom }) => mailroom.shutdown()));
  }
}

/** One server of a cluster. */
export class Member {
  readonly mailroom: Mailroom;
  /** What it has logged. */
  readonly lines: string[];

  constructor(mailroom: Mailroom, lines: string[]) {
    this.mailroom = mailroom;
    this.lines = lines;
  }

  /** Where other nodes dial it. */
  get at(): string {
    return `127.0.0.1:${this.mailroom.addresses.node!.port}`;
  }

  /** How many links it has. */
  get links(): number {
    const { nodes_linked = 0, nodes_unlinked = 0 } = this.mailroom.counts();
    return nodes_linked - nodes_unlinked;
  }

  /** Waits until it is linked to so many nodes. */
  linkedTo(count: number): Promise<void> {
    return until(() => this.links === count, `it is linked to ${count} nodes: ${this.lines.join("\n")}`);
  }

  /** Waits until it knows so many wishes of other nodes. */
  async knows(wishes: number): Promise<void> {
    let known = -1;
    const so = async () => (known = (await ask(this.mailroom.router, { type: "stats" })).remote) === wishes;
    try {
      await until(so, `it knows ${wishes} wishes of others`);
    } catch (error) {
      throw new Error(`${(error as Error).message}; it knows ${known}`);
    }
  }
}

/** The payloads of the messages that a client has heard. */
export function payloads(wire: NatsWire): string[] {
  return wire.frames.filter((frame) => /^H?MSG /.test(frame)).map((frame) =>
    frame.split("\r\n").slice(1, -1).join("\r\n")
  );
}
