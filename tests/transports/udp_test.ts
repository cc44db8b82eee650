import { assertEquals, assertMatch, assertNotEquals, assertRejects, assertThrows } from "@std/assert";
import { listenUdp } from "../../transports/mod.ts";
import { within } from "../_within.ts";

const encoder = new TextEncoder();

Deno.test("listenUdp() carries datagrams between two sockets, each whole, and says who sent them", async () => {
  const [one, two] = [listenUdp({ port: 0 }), listenUdp({ port: 0 })];
  assertEquals([one.address.transport, one.address.hostname], ["udp", "127.0.0.1"]);
  assertNotEquals(one.address.port, 0);
  await one.send(encoder.encode("first"), two.address);
  await one.send(encoder.encode(""), two.address);
  const buffer = new Uint8Array(65_536).fill(0xff);
  assertEquals(await within(two.receive(buffer), "a datagram"), { size: 5, from: one.address });
  assertEquals(buffer.subarray(0, 6), Uint8Array.of(...encoder.encode("first"), 0xff));
  assertEquals((await within(two.receive(buffer), "a datagram")).size, 0);
  await two.send(new Uint8Array(65_507).fill(1), one.address);
  assertEquals((await within(one.receive(buffer), "a datagram")).size, 65_507);
  one.close();
  two.close();
});

Deno.test("DatagramSocket.send() rejects what is larger than a datagram can be", async () => {
  const socket = listenUdp({ port: 0 });
  await assertRejects(() => socket.send(new Uint8Array(65_508), socket.address));
  socket.close();
});

Deno.test("DatagramSocket.close() rejects the receive that waits, and may be called again", async () => {
  const socket = listenUdp({ port: 0 });
  const receiving = assertRejects(() => socket.receive(new Uint8Array(1)));
  socket.close();
  socket.close();
  await receiving;
});

Deno.test("listenUdp() says in one line which address cannot be had", () => {
  const socket = listenUdp({ port: 0 });
  const { port } = socket.address;
  const error = assertThrows(() => listenUdp({ port }), Deno.errors.AddrInUse);
  socket.close();
  assertMatch(error.message, new RegExp(`^Cannot listen on udp://127\\.0\\.0\\.1:${port}: Address already in use.*$`));
});

Deno.test("listenUdp() names the flag that it needs, where Deno was started without it", async () => {
  const script = `
    const { listenUdp } = await import(${JSON.stringify(new URL("../../transports/udp.ts", import.meta.url).href)});
    try { listenUdp({ port: 0 }); } catch (error) { console.log(error.name + ": " + error.message); }`;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-config",
      "--no-check",
      "--allow-net=127.0.0.1",
      `data:text/javascript,${encodeURIComponent(script)}`,
    ],
    stderr: "inherit",
  }).output();
  assertEquals(
    new TextDecoder().decode(stdout),
    "TypeError: Cannot listen on udp://127.0.0.1:0: wanted Deno started with --unstable-net " +
      'or "unstable": ["net"] in deno.json\n',
  );
});
