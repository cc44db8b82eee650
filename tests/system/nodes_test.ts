import { assertEquals } from "@std/assert";
import type { NatsWire } from "./_nats_wire.ts";
import { ServerProcess } from "./_server.ts";
import { allHeard, NodeProcess, PATTERNS, publish, subscribers } from "./_nodes.ts";

const COUNT = 1_000;

Deno.test("five nodes in five processes deliver all once and in order, also while one is killed and when it is back", async () => {
  await using stack = new AsyncDisposableStack();
  const first = await NodeProcess.start(["--node-name", "n0"]);
  let killed = stack.use(first);
  const others: NodeProcess[] = [];
  for (let i = 1; i < 5; i++) {
    others.push(stack.use(await NodeProcess.start(["--node-name", `n${i}`, "--peer", `127.0.0.1:${first.node}`])));
  }
  const mates = await Promise.all(others.map(subscribers));
  const ours = await subscribers(first);
  const speakers = await Promise.all([first, ...others].map((node) => node.client()));
  for (const node of [first, ...others]) await node.linkedTo(4, PATTERNS.length);

  const said = (wave: string) => speakers.map((_, i) => `${wave}${i}`);
  await Promise.all(speakers.map((speaker, i) => publish(speaker, `a${i}`, COUNT)));
  await allHeard([...ours, ...mates.flat()], said("a"), COUNT);

  // The first one is what the others have dialled: they lose it, and go on without it.
  const half = speakers.slice(1).map((speaker, i) => publish(speaker, `b${i + 1}`, COUNT));
  first.server.signal("SIGKILL");
  await Promise.all(half);
  await allHeard(mates.flat(), said("b").slice(1), COUNT);
  for (const node of others) await node.linkedTo(3, PATTERNS.length);

  killed = stack.use(await NodeProcess.start(["--node-name", "n0"], first.node));
  const again: NatsWire[] = await subscribers(killed);
  speakers[0] = await killed.client();
  for (const node of [killed, ...others]) await node.linkedTo(4, PATTERNS.length);
  await Promise.all(speakers.map((speaker, i) => publish(speaker, `c${i}`, COUNT)));
  await allHeard([...again, ...mates.flat()], said("c"), COUNT);
});

Deno.test("serve takes the secret of its nodes from a file or the environment and never prints it", async () => {
  const file = await Deno.makeTempFile();
  await Deno.writeTextFile(file, "open sesame\n");
  try {
    const args = ["--secret-file", file, "--cluster", "blue"];
    await using refused = await NodeProcess.start(["--cluster", "blue"]);
    const more = ["serve", "--no-line", "--no-udp", "--no-http", "--nats", "0", "--node", "0"];
    await using a = new ServerProcess({
      args: [...more, ...args, "--peer", `127.0.0.1:${refused.node}`],
      permissions: ["--allow-net", "--allow-read"],
    });
    await a.port();
    const port = await a.port();
    await using b = new ServerProcess({
      args: [...more, ...args, "--peer", `127.0.0.1:${port}`],
      permissions: ["--allow-net", "--allow-read"],
    });
    await b.port();
    await b.stderr.like(/ is linked: /);
    await a.stderr.like(/refuses us: wrong secret/);
    const all = [a, b].flatMap(({ stdout, stderr }) => [...stdout.all, ...stderr.all]);
    assertEquals(all.filter((line) => line.includes("sesame")), []);
  } finally {
    await Deno.remove(file);
  }
});
