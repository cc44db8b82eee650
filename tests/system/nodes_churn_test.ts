import { assertEquals } from "@std/assert";
import { NodeProcess, until } from "./_nodes.ts";

const COUNT = 100_000;

Deno.test("100,000 subscriptions made and dropped on one node leave no trace on another", async () => {
  await using a = await NodeProcess.start();
  await using b = await NodeProcess.start(["--peer", `127.0.0.1:${a.node}`]);
  const churner = await a.client();
  const stays = await a.client();
  await stays.send("SUB stays 1\r\nSUB stays pool 2\r\n");
  await stays.sync();
  await b.linkedTo(1, 2);
  const before = await b.page("/subsz");
  assertEquals(before.num_remote, 2);
  for (let from = 0; from < COUNT; from += 5_000) {
    const sids = Array.from({ length: 5_000 }, (_, i) => from + i);
    // Half of them in a queue group.
    await churner.send(sids.map((sid) => `SUB churn.${sid}.* ${sid % 2 === 0 ? "pool " : ""}${sid}\r\n`).join(""));
    await churner.sync();
    if (from === 50_000) await until(async () => (await b.page("/subsz")).num_remote > 2, () => "some to have crossed");
    await churner.send(sids.map((sid) => `UNSUB ${sid}\r\n`).join(""));
    await churner.sync();
  }
  // Some that go with their client.
  const gone = await a.client();
  await gone.send(Array.from({ length: 5_000 }, (_, i) => `SUB gone.${i} ${i}\r\n`).join(""));
  await gone.sync();
  await b.linkedTo(1, 5_002);
  await gone.finish();
  await b.linkedTo(1, 2);
  const after = await b.page("/subsz");
  assertEquals(after.num_remote, 2);
  assertEquals(after.num_subscriptions, before.num_subscriptions);
  const { routes } = await b.page("/routez?subs=1");
  assertEquals(routes[0].subscriptions_list.sort(), ["stays", "stays"]);
  const speaker = await b.client();
  await speaker.send("PUB stays 2\r\nhi\r\n");
  await stays.until(() => stays.frames.filter((frame) => frame.startsWith("MSG stays")).length === 2, "both");
});
