import { assertEquals, assertRejects } from "@std/assert";
import { type LeafOptions, startMailroom } from "../../../mod.ts";

Deno.test("startMailroom() refuses a leaf whose options are wrong, and shows no secret", async () => {
  const urls = ["nats://127.0.0.1:1"];
  const cases: [LeafOptions, string][] = [
    [{ urls: [] }, "Cannot be a leaf without a hub: wanted at least one URL"],
    [{ urls: ["http://a:secret@b"] }, 'Cannot use the hub "http://b": wanted nats://HOST:7422'],
    [{ urls, name: "a b" }, 'Cannot use the name "a b" for a leaf: wanted a name without blanks'],
    [{ urls, cluster: "" }, 'Cannot use the cluster "" for a leaf: wanted a name without blanks'],
    [{ urls, account: "A" }, 'Cannot join the account "A" with a hub: there is none'],
    [{ urls, denyExports: ["a..b"] }, 'Cannot deny "a..b" to a leaf: wanted tokens separated by dots'],
    [{ urls, nkeySeed: "secret" }, "Cannot use the seed: wanted that of a user, which begins with SU"],
  ];
  for (const [leaf, wanted] of cases) {
    const error = await assertRejects(() => startMailroom({ leaf }), TypeError);
    assertEquals((error as Error).message, wanted);
  }
});

Deno.test("startMailroom() does not wait for the hubs of which it is a leaf", async () => {
  const taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = taken.addr;
  taken.close();
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  const log = { error: say, warn: say, info: say, debug: say };
  await using mailroom = await startMailroom({ leaf: { urls: [`nats://127.0.0.1:${port}`] }, log });
  assertEquals(mailroom.publish("a", "b"), true);
});
