import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import {
  connect,
  type ConnectionOptions,
  headers,
  type Msg,
  type NatsConnection,
  NoRespondersError,
} from "@nats-io/transport-node";
import { type Mailroom, startMailroom } from "../../mod.ts";
import { UdpClient } from "../_udp_client.ts";
import { within } from "../_within.ts";
import { enter } from "./_dial.ts";

/** A mailroom, and as many NATS clients of it as are asked for. */
class Station implements AsyncDisposable {
  readonly mailroom: Mailroom;
  readonly #clients: NatsConnection[] = [];

  private constructor(mailroom: Mailroom) {
    this.mailroom = mailroom;
  }

  static async start(): Promise<Station> {
    return new Station(await startMailroom({ nats: { port: 0 } }));
  }

  async client(options: ConnectionOptions = {}): Promise<NatsConnection> {
    const client = await join(this.mailroom.addresses.nats!.port, options);
    this.#clients.push(client);
    return client;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
    await this.mailroom.shutdown();
  }
}

/** Connects the client library, which is told nothing that it does not find out by itself. */
function join(port: number, options: ConnectionOptions = {}): Promise<NatsConnection> {
  return connect({ servers: `127.0.0.1:${port}`, reconnect: false, ...options });
}

/** Messages as `subject text`. */
function shown(messages: readonly Msg[]): string[] {
  return messages.map((message) => `${message.subject} ${message.string()}`);
}

/** A subscription that is known to the server, and what it hears. */
class Ear {
  readonly #heard: Msg[] = [];
  #changed = Promise.withResolvers<void>();

  static async open(client: NatsConnection, subject: string): Promise<Ear> {
    const ear = new Ear();
    client.subscribe(subject, {
      callback: (_, message) => {
        ear.#heard.push(message);
        ear.#changed.resolve();
      },
    });
    await client.flush();
    return ear;
  }

  /** The next so many messages. */
  async next(count: number): Promise<Msg[]> {
    while (this.#heard.length < count) {
      this.#changed = Promise.withResolvers();
      await within(this.#changed.promise, `${count} messages; there are ${this.#heard.length}`, 5_000);
    }
    return this.#heard.splice(0, count);
  }
}

Deno.test("a NATS client library publishes and subscribes, with wildcards", async () => {
  await using station = await Station.start();
  const [one, two] = [await station.client(), await station.client()];
  const [star, tail, literal] = [await Ear.open(one, "a.*"), await Ear.open(one, "a.>"), await Ear.open(two, "a.b")];
  for (const subject of ["a.b", "a", "a.b.c", "b.a"]) two.publish(subject, `to ${subject}`);
  await two.flush();
  assertEquals(shown(await star.next(1)), ["a.b to a.b"]);
  assertEquals(shown(await tail.next(2)), ["a.b to a.b", "a.b.c to a.b.c"]);
  assertEquals(shown(await literal.next(1)), ["a.b to a.b"]);
  assertEquals(one.info!.version, "2.9.10");
});

Deno.test("a NATS client library unsubscribes after so many messages", async () => {
  await using station = await Station.start();
  const client = await station.client();
  const subscription = client.subscribe("a", { max: 3 });
  for (let i = 0; i < 10; i++) client.publish("a", `${i}`);
  const heard: string[] = [];
  for await (const message of subscription) heard.push(message.string());
  assertEquals(heard, ["0", "1", "2"]);
});

Deno.test("NATS client libraries share the work of a queue", async () => {
  await using station = await Station.start();
  const workers = await Promise.all([1, 2, 3].map(() => station.client()));
  const heard: string[][] = workers.map(() => []);
  workers.forEach((worker, i) =>
    worker.subscribe("work", { queue: "q", callback: (_, message) => void heard[i]!.push(message.string()) })
  );
  await Promise.all(workers.map((worker) => worker.flush()));
  const client = await station.client();
  const all = Array.from({ length: 300 }, (_, i) => `${i}`);
  for (const text of all) client.publish("work", text);
  await client.flush();
  await Promise.all(workers.map((worker) => worker.flush()));
  assertEquals(heard.flat().sort(), all.sort());
  for (const each of heard) assert(each.length > 30, `one of three did ${each.length} of 300`);
});

Deno.test("a NATS client library asks and is answered, by one or many", async () => {
  await using station = await Station.start();
  const [client, ...services] = await Promise.all([1, 2, 3].map(() => station.client()));
  services.forEach((service, i) =>
    service.subscribe("help", { callback: (_, message) => void message.respond(`${i}: ${message.string()}`) })
  );
  await Promise.all(services.map((service) => service.flush()));
  const answer = await client!.request("help", "me", { timeout: 2_000 });
  assert(["0: me", "1: me"].includes(answer.string()));
  assertEquals((await client!.request("help", "me", { timeout: 2_000, noMux: true })).string().slice(3), "me");
  const answers: string[] = [];
  for await (
    const each of await client!.requestMany("help", "us", { strategy: "count", maxMessages: 2, maxWait: 2_000 })
  ) {
    answers.push(each.string());
  }
  assertEquals(answers.sort(), ["0: us", "1: us"]);
});

Deno.test("a NATS client library is told that nobody responds", async () => {
  await using station = await Station.start();
  const client = await station.client();
  const error = await assertRejects(() => client.request("nobody", "?", { timeout: 2_000 }));
  assertInstanceOf((error as Error).cause ?? error, NoRespondersError);
});

Deno.test("a NATS client library sends headers", async () => {
  await using station = await Station.start();
  const [one, two] = [await station.client(), await station.client()];
  const subscription = await Ear.open(one, "a");
  const sent = headers();
  sent.append("Colour", "red");
  sent.append("Colour", "grün");
  sent.set("Size", "7");
  two.publish("a", "body", { headers: sent, reply: "back" });
  two.publish("a", "plain");
  const [first, second] = await subscription.next(2);
  assertEquals([first!.string(), first!.reply, first!.headers?.values("Colour"), first!.headers?.get("Size")], [
    "body",
    "back",
    ["red", "grün"],
    "7",
  ]);
  assertEquals([second!.string(), second!.headers], ["plain", undefined]);
});

Deno.test("a NATS client library that wants no echo hears others alone", async () => {
  await using station = await Station.start();
  const [mute, other] = [await station.client({ noEcho: true }), await station.client()];
  const subscription = await Ear.open(mute, "a");
  mute.publish("a", "own");
  await mute.flush();
  other.publish("a", "other");
  assertEquals(shown(await subscription.next(1)), ["a other"]);
});

Deno.test("a NATS client library drains: it handles all that is on its way, and goes", async () => {
  await using station = await Station.start();
  const [client, other] = [await station.client(), await station.client()];
  const heard: string[] = [];
  client.subscribe("a", { callback: (_, message) => void heard.push(message.string()) });
  await client.flush();
  const all = Array.from({ length: 1_000 }, (_, i) => `${i}`);
  for (const text of all) other.publish("a", text);
  await other.flush();
  await client.drain();
  assertEquals(heard, all);
  assert(client.isClosed());
});

Deno.test("a NATS client library speaks verbosely and pedantically", async () => {
  await using station = await Station.start();
  const client = await station.client({ verbose: true, pedantic: true });
  const subscription = await Ear.open(client, "a");
  for (let i = 0; i < 5; i++) client.publish("a", `${i}`);
  await client.flush();
  assertEquals(shown(await subscription.next(5)), ["a 0", "a 1", "a 2", "a 3", "a 4"]);
});

Deno.test("a NATS client library connects again, with its subscriptions, when the server has been restarted", async () => {
  const first = await startMailroom({ nats: { port: 0 } });
  const { port } = first.addresses.nats!;
  const client = await join(port, { reconnect: true, reconnectTimeWait: 10, maxReconnectAttempts: -1 });
  try {
    const subscription = await Ear.open(client, "a");
    client.publish("a", "before");
    await client.flush();
    const again = Promise.withResolvers<void>();
    (async () => {
      for await (const { type } of client.status()) if (type === "reconnect") again.resolve();
    })();
    await first.shutdown();
    await using _second = await startMailroom({ nats: { port } });
    await within(again.promise, "the client", 5_000);
    client.publish("a", "after");
    assertEquals(shown(await subscription.next(2)), ["a before", "a after"]);
    await client.close();
  } finally {
    await client.close();
  }
});

Deno.test("a hundred NATS client libraries talk to each other at once", async () => {
  await using station = await Station.start();
  const clients = await Promise.all(Array.from({ length: 100 }, () => station.client()));
  const heard = clients.map(() => 0);
  clients.forEach((client, i) => client.subscribe("all", { callback: () => void heard[i]!++ }));
  clients.forEach((client, i) =>
    client.subscribe(`one.${i}`, { callback: (_, message) => void message.respond(`${i}`) })
  );
  await Promise.all(clients.map((client) => client.flush()));
  for (const client of clients) for (let i = 0; i < 5; i++) client.publish("all", "hi");
  const answers = await Promise.all(
    clients.map((client, i) =>
      client.request(`one.${99 - i}`, "", { timeout: 5_000 }).then((answer) => answer.string())
    ),
  );
  await Promise.all(clients.map((client) => client.flush()));
  await Promise.all(clients.map((client) => client.flush()));
  assertEquals(answers, clients.map((_, i) => `${99 - i}`));
  assertEquals(heard, clients.map(() => 500));
});

Deno.test("a NATS client library sends a mebibyte at once, and no more", async () => {
  await using station = await Station.start();
  const [client, other] = [await station.client(), await station.client()];
  const subscription = await Ear.open(other, "a");
  const payload = crypto.getRandomValues(new Uint8Array(1 << 16));
  const large = new Uint8Array(1 << 20);
  for (let at = 0; at < large.length; at += payload.length) large.set(payload, at);
  client.publish("a", large);
  client.publish("a", "small");
  const [first, second] = await subscription.next(2);
  assertEquals(first!.data.length, large.length);
  assert(first!.data.every((byte, i) => byte === large[i]), "the bytes have changed");
  assertEquals(second!.string(), "small");
  assertEquals(client.info?.max_payload, 1 << 20);
});

Deno.test("people with nc, devices with UDP and NATS client libraries share a room", async () => {
  await using mailroom = await startMailroom({ line: { port: 0 }, udp: { port: 0 }, nats: { port: 0 } });
  const { line, udp, nats } = mailroom.addresses;
  await using person = await enter(line!.port, "Ada");
  using device = new UdpClient(udp!.port);
  await device.send("/join lobby");
  await device.next();
  const program = await join(nats!.port);
  try {
    const room = await Ear.open(program, "room.*");
    await person.send("hello\n");
    assertEquals(shown(await room.next(1)), ["room.lobby Ada: hello"]);
    assertEquals(await device.next(), "Ada: hello\n");
    await device.send("21.5");
    assertEquals(shown(await room.next(1)), ["room.lobby 21.5"]);
    assertEquals(await person.line(), "21.5");
    program.publish("room.lobby", "from a program");
    assertEquals(shown(await room.next(1)), ["room.lobby from a program"]);
    assertEquals(await person.line(), "from a program");
    assertEquals(await device.next(), "from a program");
    program.publish("room.other", "elsewhere");
    await program.flush();
    await person.send("/who\n");
    assertEquals(await person.line(), "* in lobby: Ada, udp-1, tcp-2");
  } finally {
    await program.close();
  }
});
