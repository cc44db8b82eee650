/**
 * An actor that anybody can ask by subject: this program, through a remote; other nodes; and every NATS client, such as
 *
 *     nats request counter '{"type":"add","by":2}' && nats request counter '{"type":"get"}'
 *
 *     deno run --allow-net=127.0.0.1 examples/exposed_counter.ts [PORT]
 */
import { type Actor, ask, expose, type Ref, remote, startMailroom } from "@mailroom/mailroom";

type Counter =
  | { type: "add"; by: number; replyTo: Ref<number> }
  | { type: "get"; replyTo: Ref<number> };

/** Answers everything with what it has counted so far. */
const counter: Actor<Counter> = () => {
  let count = 0;
  return (message) => {
    if (message.type === "add") count += message.by;
    message.replyTo.tell(count);
  };
};

const text = new TextDecoder();

await using mailroom = await startMailroom({ nats: { port: Number(Deno.args[0] ?? 4222) } });
const { system, router } = mailroom;

// Requests on the subject `counter` become messages of the actor. What is refused here is told to whoever asks, as the
// error of a NATS service, and the actor never sees it.
using _exposure = expose(system, system.spawn("counter", counter), {
  router,
  subject: "counter",
  decode: (payload, replyTo) => {
    const { type, by } = JSON.parse(text.decode(payload));
    if (type === "get") return { type, replyTo };
    if (type === "add" && Number.isInteger(by)) return { type, by, replyTo };
    throw new TypeError(`Cannot do ${text.decode(payload)}: wanted get, or add and a whole number`);
  },
  encode: String,
});

// The other side, which may be on another node: it knows the subject and nothing of the actor.
const far = remote(router, "counter", {
  encode: (message: Counter) => JSON.stringify({ ...message, replyTo: undefined }),
  decode: (payload) => Number(text.decode(payload)),
});
console.log(`counted ${await ask(far, { type: "add", by: 40 })}`);

const { hostname, port } = mailroom.addresses.nats!;
console.log(`listening tcp://${hostname}:${port}`);
await mailroom.done;
