/**
 * A NATS-compatible server inside a test suite: each test has its own, on a port of its own, and needs nothing installed.
 *
 *     deno test --allow-net=127.0.0.1 examples/nats_in_tests.ts
 */
import { assertEquals } from "@std/assert";
import { startMailroom } from "@mailroom/mailroom";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** What is tested: a service that answers requests on `price.*`. Any NATS library would do in place of the socket. */
async function priceService(port: number, prices: Readonly<Record<string, string>>): Promise<Disposable> {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port });
  await conn.write(encoder.encode("CONNECT {}\r\nSUB price.* 1\r\nPING\r\n"));
  const ready = Promise.withResolvers<void>();
  (async () => {
    let text = "";
    for await (const bytes of conn.readable) {
      text += decoder.decode(bytes);
      if (text.includes("PONG\r\n")) ready.resolve();
      const answers: string[] = [];
      text = text.replace(/MSG price\.(\S+) 1 (\S+) \d+\r\n.*\r\n/g, (_, item: string, reply: string) => {
        const price = prices[item] ?? "unknown";
        answers.push(`PUB ${reply} ${price.length}\r\n${price}\r\n`);
        return "";
      });
      await conn.write(encoder.encode(answers.join("")));
    }
  })().catch(() => {}); // The connection is closed under it.
  await ready.promise;
  return conn;
}

Deno.test("priceService() answers with the price of an item", async () => {
  await using nats = await startMailroom({ nats: { port: 0 } });
  using _service = await priceService(nats.addresses.nats!.port, { tea: "3.50" });

  // The test speaks to the router directly, without a connection of its own.
  const answer = Promise.withResolvers<string>();
  using _inbox = nats.subscribe("inbox", ({ payload }) => answer.resolve(decoder.decode(payload)));
  nats.publish("price.tea", "", "inbox");
  assertEquals(await answer.promise, "3.50");
});

Deno.test("priceService() says when it does not know an item", async () => {
  await using nats = await startMailroom({ nats: { port: 0 } });
  using _service = await priceService(nats.addresses.nats!.port, {});

  const answer = Promise.withResolvers<string>();
  using _inbox = nats.subscribe("inbox", ({ payload }) => answer.resolve(decoder.decode(payload)));
  nats.publish("price.coffee", "", "inbox");
  assertEquals(await answer.promise, "unknown");
});
