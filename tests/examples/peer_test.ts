import { assertEquals } from "@std/assert";
import { startTracker } from "@mailroom/mailroom";
import { Example } from "./_example.ts";

function peer(...args: string[]): Example {
  return new Example("peer.ts", { permissions: ["--allow-net=127.0.0.1"], args });
}

Deno.test("peer.ts finds another of its kind, and both hear each other once", async () => {
  await using tracker = await startTracker({ port: 0 });
  const port = String(tracker.address.port);
  await using ada = peer("ada", port, "1");
  await using bob = peer("bob", port, "1");
  await Promise.all([ada.port(), bob.port()]);
  assertEquals([await ada.line(), await bob.line()], ["* bob is here", "* ada is here"]);
  await ada.type("hello, bob\nare you there?\n");
  assertEquals([await bob.line(), await bob.line()], ["ada: hello, bob", "ada: are you there?"]);
  await bob.type("hello, ada\n");
  assertEquals(await ada.line(), "bob: hello, ada");
});
