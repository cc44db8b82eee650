import { assertEquals, assertGreater, assertLess } from "@std/assert";
import { Example } from "./_example.ts";
import { LineClient } from "./_line_client.ts";

const permissions = ["--allow-net=127.0.0.1", `--allow-read=${new URL("../../", import.meta.url).pathname}`];

/** The median, which says more than the worst on a machine that others use too. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}

Deno.test("cpu_worker.ts answers within 10 ms while its thread counts primes", async () => {
  await using server = new Example("cpu_worker.ts", { permissions, args: ["0"] });
  const port = await server.port();
  await using ada = await LineClient.dial(port);
  await using bob = await LineClient.dial(port);
  await ada.send("100\n");
  assertEquals(await ada.line(), "25 primes up to 100");

  await ada.send("1000000\n1000\n");
  const counted = (async () => [await ada.line(), await ada.line()])();
  let counting = true;
  counted.then(() => counting = false);
  const times: number[] = [];
  while (counting) {
    const start = performance.now();
    await bob.send("are you there?\n");
    assertEquals(await bob.line(), "are you there?");
    if (counting) times.push(performance.now() - start);
  }
  assertEquals(await counted, ["78498 primes up to 1000000", "168 primes up to 1000"]);
  assertGreater(times.length, 10);
  assertLess(median(times), 10);
});
