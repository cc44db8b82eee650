import { collect } from "../../actors/routing/collector.ts";
import { type Mailroom, type MailroomOptions, startMailroom } from "../../mod.ts";
import { keptLog } from "../actors/routing/_service.ts";
import type { Client } from "../_client.ts";
import { connect } from "./_nats_server.ts";
import { until } from "./_until.ts";

/** A client that hears of headers and of nobody being there. */
export const FULL = { protocol: 1, headers: true, no_responders: true, echo: true };

/** A node inside of the test that is a leaf, with NATS clients of its own. */
export class LeafNode implements AsyncDisposable {
  readonly mailroom: Mailroom;
  readonly lines: string[];

  private constructor(mailroom: Mailroom, lines: string[]) {
    this.mailroom = mailroom;
    this.lines = lines;
  }

  /** Starts one, and waits for its link unless it is said that there will be none. */
  static async start(
    leaf: NonNullable<MailroomOptions["leaf"]>,
    options: MailroomOptions = {},
    linked = true,
  ): Promise<LeafNode> {
    const { log, lines } = keptLog();
    const node = new LeafNode(await startMailroom({ nats: { port: 0 }, ...options, leaf, log }), lines);
    if (linked) await node.logged(/leaf link to .* is open/);
    return node;
  }

  /** Where its clients dial. */
  get port(): number {
    return this.mailroom.addresses.nats!.port;
  }

  /** Waits until that many lines of the log look so. */
  async logged(pattern: RegExp, count = 1): Promise<string> {
    const found = () => this.lines.filter((line) => pattern.test(line));
    await until(() => found().length >= count, () => `${pattern} in the log:\n${this.lines.join("\n")}`);
    return found().at(-1)!;
  }

  /** What the hub wants, as this node knows it, but the affairs of servers. */
  async wanted(): Promise<string[]> {
    const all = await collect(this.mailroom.system, this.mailroom.router);
    return all.filter(({ protocol }) => protocol === "leaf").flatMap(({ subscriptions }) => subscriptions)
      .map(({ subject, queue }) => queue === undefined ? subject : `${subject} ${queue}`)
      .filter((each) => !each.startsWith("$")).sort();
  }

  /** Waits until it knows that the hub wants exactly this. */
  async knows(...subjects: string[]): Promise<void> {
    const wanted = subjects.sort().join(", ");
    let last = "";
    await until(
      async () => (last = (await this.wanted()).join(", ")) === wanted,
      () => `the node to know ${wanted}; it knows ${last}`,
    );
  }

  /** A client of it. */
  client(options: Record<string, unknown> = FULL): Promise<Client> {
    return connect(this.port, options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.mailroom.shutdown();
  }
}

/** Waits until a server has dealt with all that a client has said. What has come before the answer is returned. */
export async function settled(client: Client): Promise<string[]> {
  await client.send("PING\r\n");
  const lines: string[] = [];
  for (let line; (line = await client.line()) !== "PONG\r";) lines.push(line);
  return lines;
}
