import { assertEquals, assertRejects } from "@std/assert";
import { connect } from "@nats-io/transport-node";
import { ask, expose, type Ref, remote, RemoteError, startMailroom } from "../../mod.ts";
import { within } from "../_within.ts";
import { json, watched } from "./monitoring/_pages.ts";

type Echo = { readonly type: "echo"; readonly text: string; readonly replyTo: Ref<string> };
const text = new TextDecoder();

Deno.test("remote() asks a service of a real NATS client, with its errors and without it", async () => {
  await using mailroom = await startMailroom({ nats: { port: 0 } });
  const far = remote(mailroom.router, "echo", {
    encode: (message: Echo) => message.text,
    decode: (payload) => text.decode(payload),
  });
  const client = await connect({ servers: `127.0.0.1:${mailroom.addresses.nats!.port}` });
  const service = client.subscribe("echo", { callback: (_error, message) => void message.respond(message.data) });
  await client.flush();
  assertEquals(await within(ask(far, { type: "echo", text: "hällo" }), "the answer"), "hällo");
  service.unsubscribe();
  await client.flush();
  await assertRejects(() => ask(far, { type: "echo", text: "" }), RemoteError, "nobody answers there");
  await client.close();
});

Deno.test("expose() answers a thousand requests of a NATS client at once, and its failures are counted in /varz", async () => {
  await using mailroom = await watched();
  const { system, router, addresses } = mailroom;
  const echo = system.spawn("echo", () => ({ text, replyTo }: Echo) => void replyTo.tell(text));
  using exposure = expose(system, echo, {
    router,
    subject: "echo",
    decode: (payload, replyTo) => {
      if (payload.length === 0) throw new TypeError("Cannot echo nothing");
      return { type: "echo", text: text.decode(payload), replyTo };
    },
    encode: (answer) => answer,
  });
  const client = await connect({ servers: `127.0.0.1:${addresses.nats!.port}` });
  const payloads = Array.from({ length: 1_000 }, (_, i) => `m${i}`);
  const answers = await within(
    Promise.all(payloads.map((payload) => client.request("echo", payload, { timeout: 5_000 }))),
    "the answers",
  );
  assertEquals(answers.map((answer) => answer.string()), payloads);
  const refused = await client.request("echo", "", { timeout: 5_000 });
  assertEquals(refused.headers?.get("Nats-Service-Error"), "Cannot echo nothing");
  const { counters } = await json(mailroom, "/varz");
  assertEquals([counters.requests_undecodable, counters.requests_failed, exposure.pending], [1, undefined, 0]);
  await client.close();
});

Deno.test("remote() on one node asks an actor that is exposed on another", async () => {
  await using one = await startMailroom({ node: { port: 0, secret: "s" } });
  await using two = await startMailroom({ node: { secret: "s", peers: [`127.0.0.1:${one.addresses.node!.port}`] } });
  const echo = one.system.spawn("echo", () => ({ text, replyTo }: Echo) => void replyTo.tell(text.toUpperCase()));
  using _exposure = expose(one.system, echo, {
    router: one.router,
    subject: "echo",
    decode: (payload, replyTo) => {
      if (payload.length === 0) throw new TypeError("Cannot echo nothing");
      return { type: "echo", text: text.decode(payload), replyTo };
    },
    encode: (answer) => answer,
  });
  const far = remote(two.router, "echo", {
    encode: (message: Echo) => message.text,
    decode: (payload) => text.decode(payload),
  });
  // Until the nodes know of each other, nobody answers: that is said at once, so asking again is all there is to do.
  const answer = async (): Promise<string> => {
    try {
      return await ask(far, { type: "echo", text: "far" });
    } catch (error) {
      if (!(error instanceof RemoteError && error.code === 503)) throw error;
      return await answer();
    }
  };
  assertEquals(await within(answer(), "the answer of the other node", 10_000), "FAR");
  await assertRejects(() => ask(far, { type: "echo", text: "" }), RemoteError, "Cannot echo nothing");
});
