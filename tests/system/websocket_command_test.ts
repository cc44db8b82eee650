import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { dial } from "./_dial.ts";
import { natsServer, ready, temporary } from "./_nats_server.ts";
import { ServerProcess } from "./_server.ts";

/** The status of the answer to a page of that origin. */
async function status(port: number, origin: string): Promise<string> {
  await using client = await dial(port);
  await client.send(
    `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nOrigin: ${origin}\r\n` +
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
  );
  return (await client.line()).slice(9, 12);
}

Deno.test("main.ts serve --ws listens for WebSockets, from its own origin and those that are named", async () => {
  const args = ["serve", "--no-line", "--no-udp", "--no-http", "--nats=0", "--ws", "0", "--log=error"];
  await using server = new ServerProcess({ args });
  await server.port();
  const port = await server.port();
  assertEquals(server.stdout.all[1], `listening nats ws://127.0.0.1:${port}`);
  assertEquals(await status(port, `http://127.0.0.1:${port}`), "101");
  assertEquals(await status(port, "http://page.example"), "403");
  const named = ["--ws-origin", "http://page.example", "--ws-origin=null"];
  await using open = new ServerProcess({ args: [...args, ...named] });
  await open.port();
  const second = await open.port();
  assertEquals(await status(second, "http://page.example"), "101");
  assertEquals(await status(second, "null"), "101");
  assertEquals(await status(second, "http://other.example"), "403");
});

Deno.test("main.ts nats-server serves websocket as its file says, and tells launchers where", async () => {
  using dir = temporary();
  const file = `${dir.path}/nats.conf`;
  Deno.writeTextFileSync(
    file,
    `listen: "127.0.0.1:-1"\nports_file_dir: "${dir.path}"\n` +
      `websocket { listen: "127.0.0.1:-1", no_tls: true, compression: true }\n`,
  );
  await using server = natsServer("-c", file);
  await ready(server);
  const line = await server.stderr.like(/Listening for websocket clients on ws:\/\/127\.0\.0\.1:\d+$/);
  const port = Number(/\d+$/.exec(line)![0]);
  const texts = server.stderr.all.map((line) => line.replace(/^.*\] /, ""));
  assertMatch(texts.join("\n"), /Listening for client [^]*Listening for websocket [^]*Server is ready/);
  assertStringIncludes(texts.join("\n"), "compression is not supported");
  const [ports] = [...Deno.readDirSync(dir.path)].filter(({ name }) => name.endsWith(".ports"));
  const { websocket } = JSON.parse(Deno.readTextFileSync(`${dir.path}/${ports!.name}`));
  assertEquals(websocket, [`ws://127.0.0.1:${port}`]);
  // As nats-server does, where the file says nothing of origins.
  assertEquals(await status(port, "http://page.example"), "101");
});
