import { assertGreater } from "@std/assert";
import { babbles, Fuzz } from "./_nats_fuzz.ts";

/** Streams in which something stands at every place where a read may end. */
const CORPUS = [
  "PUB a 5\r\nhello\r\nPUB b r 0\r\n\r\nPING\r\n",
  "pub\ta  r\t003 \nfoo\r\nPUB a 2\r\n\r\n\r\nPUB c 1\r\nx\r\n",
  'CONNECT {"headers":true}\r\nHPUB a r 12 14\r\nNATS/1.0\r\n\r\nhi\r\nHPUB b 0 0\r\n\r\n',
  "SUB a q 1\r\nUNSUB 1 5\r\nSUB a 2\r\nUNSUB 2\r\nPUB a 1\r\nx\r\n",
  "PINGx\r\nPONG\r\n+OK\r\nINFO {}\r\nPUB a 1\r\nx\r\n-ERR 'x'\r\nPUB a 1\r\ny\r\n",
  "PUB a 2\r\nhi\nPUB b 2\r\nno\r\n",
  "PUB a 1\r\nx\r\nPUB a 3\r\nhi\r\nPUB b 2\r\nno\r\n",
  "PUB a 1\r\nx\r\nPUB a -1\r\nPUB b 2\r\nno\r\n",
  "PUB a 1\r\nx\r\nHMSG a 1 0 0\r\n\r\nPUB b 2\r\nno\r\n",
  "PUB a 1\r\nx\r\nPUB a 401\r\n",
  `PUB ${"a".repeat(97)} 0\r\n\r\nPUB ${"a".repeat(98)} 0\r\n\r\n`,
  `PUB ${"a".repeat(98)} 0\r\n\r\nPUB ${"a".repeat(99)} 0\r\n\r\n`,
  "PUB a \r 0\r\n\r\nPUB b 2\r\nno\r\n",
  "SUB \na 1\nPUB a\n 0\r\n\r\nPUB b 2\r\nno\r\n",
];

Deno.test("mailroom delivers just what a NATS client has sent, wherever its reads end", async () => {
  await using fuzz = await Fuzz.start();
  for (const stream of CORPUS) {
    for (let at = 1; at <= stream.length; at++) await fuzz.say([stream.slice(0, at), stream.slice(at)].filter(Boolean));
    await fuzz.say([...stream]);
  }
  await fuzz.check();
});

Deno.test("mailroom delivers just what NATS clients have sent that make mistakes, and forgets them", async () => {
  await using fuzz = await Fuzz.start();
  for (const babble of babbles(7, 4_000)) await fuzz.say(babble);
  await fuzz.check();
  assertGreater(fuzz.heard, 1_000);
});
