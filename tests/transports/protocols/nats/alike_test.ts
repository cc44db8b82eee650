import { assertEquals } from "@std/assert";
import { Desk } from "./_desk.ts";

/** Publications of so many numbered texts in one piece, some of them with a reply. */
function pubs(subject: string, count: number, size: number): string {
  return texts(count, size)
    .map((text, i) => `PUB ${subject}${i % 3 === 0 ? ` r.${i}` : ""} ${size}\r\n${text}\r\n`)
    .join("");
}

/** How a client hears them. */
function msgs(subject: string, sid: string, count: number, size: number): string {
  return texts(count, size)
    .map((text, i) => `MSG ${subject} ${sid}${i % 3 === 0 ? ` r.${i}` : ""} ${size}\r\n${text}\r\n`)
    .join("");
}

function texts(count: number, size: number): string[] {
  return Array.from({ length: count }, (_, i) => `${i}`.padStart(size, "-"));
}

Deno.test("NATS clients hear what comes in a row, whether or not it is the same bytes for several of them", async () => {
  await using desk = new Desk();
  const sids = ["1", "1", "2", "1", "1", "2", "2", "1"];
  const hearers = await Promise.all(sids.map(() => desk.client()));
  for (const [i, sid] of sids.entries()) await hearers[i]!.says(`SUB ${i === 4 ? "a.*" : "a.b"} ${sid}\r\n`);
  const sender = await desk.client();
  // A few, more than one volley, more than are kept, and more bytes than are kept; then the first again.
  for (const [count, size] of [[3, 4], [600, 8], [5000, 4], [64, 9000], [3, 4]] as const) {
    await sender.says(pubs("a.b", count, size));
    for (const [i, sid] of sids.entries()) assertEquals(hearers[i]!.heard(), msgs("a.b", sid, count, size), `${i}`);
  }
});

Deno.test("NATS clients hear what comes in a row from one that writes line ends in a way of its own", async () => {
  await using desk = new Desk();
  const hearers = await Promise.all([1, 2, 3].map(() => desk.client()));
  for (const hearer of hearers) await hearer.says("SUB a 1\r\n");
  await (await desk.client()).says("PUB a 1\n1\r\nPUB  a 1\r\n2\r\nPUB a 1\r\n3\r\n");
  for (const hearer of hearers) {
    assertEquals(hearer.heard(), "MSG a 1 1\r\n1\r\nMSG a 1 1\r\n2\r\nMSG a 1 1\r\n3\r\n");
  }
});
