import { assertEquals } from "@std/assert";
import { Cluster, payloads, QUICK } from "./_cluster.ts";
import { Proxy } from "./_proxy.ts";

Deno.test("a link that is cut is noticed; both halves go on; when it heals, nothing comes twice and interest is right", async () => {
  await using cluster = new Cluster();
  const a = await cluster.start();
  using proxy = new Proxy(Number(a.at.split(":")[1]));
  const b = await cluster.start([], { node: { ...QUICK, peers: [proxy.at] } });
  await Promise.all([a.linkedTo(1), b.linkedTo(1)]);
  const [onA, onB] = await Promise.all([a, b].map((node) => cluster.client(node)));
  for (const wire of [onA!, onB!]) {
    await wire.send("SUB both 1\r\nSUB going 2\r\n");
    await wire.sync();
  }
  await Promise.all([a.knows(2), b.knows(2)]);
  a.mailroom.publish("both", "before");
  for (const wire of [onA!, onB!]) await wire.until(() => payloads(wire).includes("before"), "what was said before");

  proxy.cut();
  a.mailroom.publish("both", "said into the gap");
  await Promise.all([a.linkedTo(0), b.linkedTo(0)]);
  await Promise.all([a.knows(0), b.knows(0)]);
  a.mailroom.publish("both", "half a");
  b.mailroom.publish("both", "half b");
  // What is wanted changes on both sides meanwhile.
  await onA!.send("UNSUB 2\r\nSUB new.on.a 3\r\n");
  await onB!.send("UNSUB 2\r\nSUB new.on.b 3\r\nSUB more.on.b 4\r\n");
  await Promise.all([onA!.sync(), onB!.sync()]);

  proxy.heal();
  await Promise.all([a.linkedTo(1), b.linkedTo(1)]);
  await Promise.all([a.knows(3), b.knows(2)]);
  a.mailroom.publish("new.on.b", "from a");
  b.mailroom.publish("new.on.a", "from b");
  a.mailroom.publish("going", "nobody");
  a.mailroom.publish("both", "after");
  await onA!.until(() => payloads(onA!).length >= 5, "all on a");
  await onB!.until(() => payloads(onB!).includes("after"), "all on b");
  await Promise.all([onA!.sync(), onB!.sync()]);
  assertEquals(payloads(onA!).sort(), ["after", "before", "from b", "half a", "said into the gap"]);
  assertEquals(payloads(onB!).filter((each) => each !== "said into the gap"), ["before", "half b", "from a", "after"]);
  assertEquals(payloads(onB!).filter((each) => each === "said into the gap").length <= 1, true);
});

Deno.test("a node that is silent is gone after three unanswered pings, and comes back by itself", async () => {
  await using cluster = new Cluster();
  const a = await cluster.start([], { node: { pingInterval: 100 } });
  using proxy = new Proxy(Number(a.at.split(":")[1]));
  const b = await cluster.start([], { node: { pingInterval: 100, peers: [proxy.at] } });
  await Promise.all([a.linkedTo(1), b.linkedTo(1)]);
  const start = performance.now();
  proxy.cut();
  await Promise.all([a.linkedTo(0), b.linkedTo(0)]);
  const time = performance.now() - start;
  // Three intervals, one before the first; a busy machine takes longer for all.
  assertEquals(time > 190 && time < 3_000, true, `it took ${time} ms`);
  proxy.heal();
  await Promise.all([a.linkedTo(1), b.linkedTo(1)]);
});
