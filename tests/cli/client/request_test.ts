import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { request } from "../../../cli/client/request.ts";
import type { Client } from "../../_client.ts";
import { greeted } from "./_scripted_server.ts";

const question = new TextEncoder().encode("?");

/** Takes the question of a client: where its answers go, and under which id. */
async function asked(server: Client): Promise<{ sid: string; inbox: string }> {
  const [, inbox = "", sid = ""] = /^SUB (_INBOX\.\S+) (\d+)\r$/.exec(await server.line()) ?? [];
  assertMatch(await server.line(), /^UNSUB \d+ \d+\r$/);
  assertEquals(await server.lines(2), [`PUB a ${inbox} 1\r`, "?\r"]);
  return { sid, inbox };
}

Deno.test("request() gives the answers as they come, and ends with the last that is wanted", async () => {
  const { server, client } = await greeted();
  const answers = Array.fromAsync(request(client, "a", question, { count: 2 }));
  const { sid, inbox } = await asked(server);
  for (const answer of "xyz") await server.send(`MSG ${inbox} ${sid} 1\r\n${answer}\r\n`);
  assertEquals((await answers).map(({ payload }) => new TextDecoder().decode(payload)), ["x", "y"]);
  assertEquals(await server.line(), `UNSUB ${sid}\r`);
  await client.close();
  await server[Symbol.asyncDispose]();
});

Deno.test("request() fails at once where there is nobody to answer", async () => {
  const { server, client } = await greeted();
  const answers = assertRejects(
    () => Array.fromAsync(request(client, "a", question)),
    Error,
    'Cannot ask "a": there is nobody to answer',
  );
  const { sid, inbox } = await asked(server);
  await server.send(`HMSG ${inbox} ${sid} 16 16\r\nNATS/1.0 503\r\n\r\n\r\n`);
  await answers;
  await client.close();
  await server[Symbol.asyncDispose]();
});

Deno.test("request() ends with fewer answers when time is over", async () => {
  const { server, client } = await greeted();
  assertEquals(await Array.fromAsync(request(client, "a", question, { timeout: 5 })), []);
  await asked(server);
  await client.close();
  await server[Symbol.asyncDispose]();
});
