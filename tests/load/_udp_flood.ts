/**
 * Floods a UDP port from many addresses of this machine, none of which ever listens: `PORT RATE SECONDS`. It prints a line
 * when it begins, and how many datagrams a second it sent when it is over.
 */
const [port, rate, seconds] = Deno.args.map(Number) as [number, number, number];
const SOCKETS = 250;
const to: Deno.NetAddr = { transport: "udp", hostname: "127.0.0.1", port };
const sockets = Array.from(
  { length: SOCKETS },
  (_, i) => Deno.listenDatagram({ transport: "udp", hostname: `127.${1 + i % 9}.${i}.7`, port: 0 }),
);
const datagrams = ["/join lobby", "/join 0123456789abcdef", "/help", "hello to all who are here, and to all others"]
  .map((text) => new TextEncoder().encode(text.padEnd(48)));

console.log("ready");
const begun = performance.now();
let sent = 0;
for (let time = 0; time < seconds * 1_000; time = performance.now() - begun) {
  const due = Math.min(1_000, time * rate / 1_000 - sent);
  const sends = [];
  for (let i = 0; i < due; i++, sent++) sends.push(sockets[sent % SOCKETS]!.send(datagrams[sent % 4]!, to));
  await Promise.allSettled(sends);
  await new Promise((resolve) => setTimeout(resolve, 0));
}
console.log(Math.round(sent / (performance.now() - begun) * 1_000));
for (const socket of sockets) socket.close();
