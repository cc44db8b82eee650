import { assertEquals } from "@std/assert";
import { askTracker } from "@mailroom/mailroom";
import { Example } from "./_example.ts";

Deno.test("tracker.ts tells nodes of each other, over TCP and by datagram", async () => {
  await using tracker = new Example("tracker.ts", { permissions: ["--allow-net=127.0.0.1"], args: ["0"] });
  const port = await tracker.port();
  const node = { id: "ada", address: "127.0.0.1:9100" };
  const granted = await askTracker({ port }, { type: "announce", cluster: "chat", ...node, lease: 30 });
  assertEquals(granted, { type: "granted", lease: 30 });
  const answer = await askTracker({ port, udp: true }, { type: "peers", cluster: "chat" });
  assertEquals(answer, { type: "peers", peers: [node] });
});
