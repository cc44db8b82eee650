import { assert, assertEquals } from "@std/assert";
import type { Client } from "../_client.ts";
import { dial, enter } from "./_dial.ts";
import { CHAT, ServerProcess } from "./_server.ts";

Deno.test({
  name: "a server that has no descriptors left accepts again as soon as it has, and those who are in stay in",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using server = new ServerProcess({ args: CHAT, descriptors: 40 });
    const port = await server.port();
    await using first = await enter(port, "Ada");
    const crowd: Client[] = [];
    for (let i = 0; i < 50; i++) crowd.push(await dial(port));
    await server.stderr.like(/ warn Cannot accept on tcp:\/\/127\.0\.0\.1:\d+: .*Too many open files/);
    const inside = crowd.filter(({ open }) => open);
    await crowd[0]!.line();
    await crowd[0]!.send("hello\n");
    assertEquals(await first.line(), "hello");

    await Promise.all(crowd.map((client) => client[Symbol.asyncDispose]()));
    assert(inside.length > 0);
    await using late = await enter(port);
    await late.send("late\n");
    assertEquals(await first.line(), "late");
    await first.send("/who\n");
    await first.line();
  },
});
