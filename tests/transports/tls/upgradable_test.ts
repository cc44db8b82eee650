import { assertEquals } from "@std/assert";
import { dialTcp, secureClient } from "../../../transports/mod.ts";
import { within } from "../../_within.ts";
import { ca, hear, listening, say } from "../_tls.ts";

Deno.test("a listener with a later handshake sends in the clear what is written before", async () => {
  using served = listening({}, { handshake: "later" });
  const accepting = served.listener.accept();
  const plain = await dialTcp({ port: served.listener.address.port });
  const far = await accepting;
  assertEquals(far.peer.transport, "tcp");
  await say(far, "INFO {}\r\n");
  assertEquals(await hear(plain), "INFO {}\r\n");
  const near = secureClient(plain, "127.0.0.1", { ca });
  const securing = Promise.all([far.secure!(), near.secure!()]);
  await say(near, "secret");
  assertEquals(await hear(far), "secret");
  await securing;
  assertEquals([near.peer.transport, far.peer.transport], ["tls", "tls"]);
  near.close();
  far.close();
});

Deno.test("a listener that allows it takes TLS from those who begin it and goes on in the clear with others", async () => {
  using served = listening({}, { handshake: "later", allowNonTls: true });
  for (const secret of [true, false]) {
    const accepting = served.listener.accept();
    const plain = await dialTcp({ port: served.listener.address.port });
    const far = await accepting;
    const securing = far.secure!();
    const near = secret ? secureClient(plain, "127.0.0.1", { ca }) : plain;
    if (secret) await near.secure!();
    await say(near, "hello");
    await securing;
    const buffer = new Uint8Array(2);
    let heard = "";
    while (heard.length < 5) heard += new TextDecoder().decode(buffer.subarray(0, (await far.read(buffer))!));
    assertEquals(heard, "hello");
    assertEquals(far.peer.transport, secret ? "tls" : "tcp");
    near.close();
    far.close();
  }
});

Deno.test("a listener that allows it goes on in the clear with who says nothing in time", async () => {
  using served = listening({ timeout: 20 }, { handshake: "later", allowNonTls: true });
  const accepting = served.listener.accept();
  const near = await dialTcp({ port: served.listener.address.port });
  const far = await accepting;
  await within(far.secure!(), "the decision");
  await say(far, "still there?");
  assertEquals(await hear(near), "still there?");
  await say(near, "yes");
  assertEquals([await hear(far), far.peer.transport], ["yes", "tcp"]);
  await say(near, "and gone");
  near.close();
  assertEquals([await hear(far), await hear(far)], ["and gone", null]);
  assertEquals(served.failures, []);
  far.close();
});
