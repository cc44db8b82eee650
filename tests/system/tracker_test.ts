import { assertEquals, assertLess, assertMatch, assertStringIncludes } from "@std/assert";
import { askTracker, startTracker } from "../../mod.ts";
import { command } from "./_command.ts";
import { ServerProcess } from "./_server.ts";

const NAMES = ["ada", "bob", "cy"];

/** An example in a process of its own. */
function example(name: string, ...args: string[]): ServerProcess {
  const script = new URL(`../../examples/${name}`, import.meta.url);
  return new ServerProcess({ script, args, permissions: ["--allow-net=127.0.0.1"] });
}

/** The port in the next line of an example's output. */
async function portOf(process: ServerProcess): Promise<number> {
  return Number(/^listening tcp:\/\/127\.0\.0\.1:(\d+)$/.exec(await process.stdout.next())?.[1]);
}

/** Whom a tracker knows, in order of their names. */
async function known(port: number): Promise<string[]> {
  const answer = await askTracker({ port }, { type: "peers", cluster: "chat" });
  return answer.type === "peers" ? answer.peers.map(({ id }) => id).sort() : [answer.type];
}

Deno.test("three peers find each other through a tracker and talk; one that is killed is forgotten in its lease", async () => {
  const lease = 2;
  await using tracker = example("tracker.ts", "0");
  const port = await portOf(tracker);
  await using ada = example("peer.ts", "ada", String(port), String(lease));
  await using bob = example("peer.ts", "bob", String(port), String(lease));
  await using cy = example("peer.ts", "cy", String(port), String(lease));
  const peers = [ada, bob, cy];
  await Promise.all(peers.map(portOf));
  for (const [i, peer] of peers.entries()) {
    for (const other of NAMES) if (other !== NAMES[i]) await peer.stdout.like(new RegExp(`^\\* ${other} is here$`));
  }
  for (const [i, peer] of peers.entries()) await peer.type(`hello from ${NAMES[i]}`);
  for (const [i, peer] of peers.entries()) {
    for (const other of NAMES) {
      if (other !== NAMES[i]) await peer.stdout.like(new RegExp(`^${other}: hello from ${other}$`));
    }
  }
  assertEquals(await known(port), NAMES);
  cy.signal("SIGKILL");
  const killed = performance.now();
  await cy.code();
  await Promise.all([ada, bob].map((peer) => peer.stdout.like(/^\* cy is gone$/)));
  while ((await known(port)).includes("cy")) assertLess(performance.now() - killed, lease * 1_000 + 500);
  assertEquals(await known(port), ["ada", "bob"]);
  await ada.type("are you there?");
  await bob.stdout.like(/^ada: are you there\?$/);
  // One link with each: everything was heard once.
  const heard = bob.stdout.all.filter((line) => /: /.test(line)).sort();
  assertEquals(heard, ["ada: are you there?", "ada: hello from ada", "cy: hello from cy"]);
});

Deno.test("main.ts tracker listens on one port over TCP and UDP, and ends in order at a signal", async () => {
  await using tracker = new ServerProcess({ args: ["tracker", "--port=0", "--max-lease", "5"] });
  const port = await tracker.port();
  const request = { type: "announce", cluster: "blue", id: "a", address: "*:9100", lease: 600 } as const;
  assertEquals(await askTracker({ port }, request), { type: "granted", lease: 5 });
  assertEquals(await askTracker({ port, udp: true }, { type: "peers", cluster: "blue" }), {
    type: "peers",
    peers: [{ id: "a", address: "127.0.0.1:9100" }],
  });
  tracker.signal("SIGTERM");
  assertEquals(await tracker.code(), 0);
  await tracker.stdout.done;
  assertEquals(tracker.stdout.all, [
    `listening tracker tcp://127.0.0.1:${port}`,
    `listening tracker udp://127.0.0.1:${port}`,
  ]);
});

Deno.test("main.ts tracker --no-udp takes no datagrams", async () => {
  await using tracker = new ServerProcess({ args: ["tracker", "--port", "0", "--no-udp"] });
  const port = await tracker.port();
  assertEquals(await askTracker({ port }, { type: "clusters" }), { type: "clusters", clusters: [] });
  tracker.signal("SIGINT");
  assertEquals(await tracker.code(), 0);
  await tracker.stdout.done;
  assertEquals(tracker.stdout.all.length, 1);
});

Deno.test("main.ts peers lists what a tracker knows, as text and as JSON, over TCP and by datagram", async () => {
  await using tracker = await startTracker({ port: 0 });
  const { port } = tracker.address;
  const where = `--tracker=127.0.0.1:${port}`;
  for (const [cluster, id] of [["blue", "a"], ["red", "b"], ["blue", "c"]] as const) {
    await askTracker({ port }, { type: "announce", cluster, id, address: `h:${port}`, lease: 600 });
  }
  const all = `blue a h:${port}\nblue c h:${port}\nred b h:${port}\n`;
  const [text, datagram, json] = await Promise.all([
    command(["peers", where]),
    command(["peers", where, "--udp"]),
    command(["peers", where, "--cluster", "red", "--json"]),
  ]);
  assertEquals([text, datagram], [{ code: 0, stdout: all, stderr: "" }, { code: 0, stdout: all, stderr: "" }]);
  assertEquals(json, { code: 0, stdout: `{"cluster":"red","id":"b","address":"h:${port}"}\n`, stderr: "" });
});

Deno.test("main.ts peers exits 3 where there is nobody, 1 where there is no tracker, 2 for wrong arguments", async () => {
  const tracker = await startTracker({ port: 0 });
  const where = `127.0.0.1:${tracker.address.port}`;
  const [nobody, none] = await Promise.all([
    command(["peers", "--tracker", where]),
    command(["peers", "--tracker", where, "--cluster", "blue"]),
  ]);
  await tracker.shutdown();
  const [gone, wrong] = await Promise.all([
    command(["peers", "--tracker", where]),
    command(["peers", "--cluster", "a b"]),
  ]);
  assertEquals([nobody, none], [{ code: 3, stdout: "", stderr: "" }, { code: 3, stdout: "", stderr: "" }]);
  assertEquals([gone.code, gone.stdout], [1, ""]);
  assertMatch(gone.stderr, /^Cannot ask the tracker tcp:\/\/127\.0\.0\.1:\d+: Connection refused.*\n$/);
  assertEquals([wrong.code, wrong.stdout], [2, ""]);
  assertStringIncludes(wrong.stderr, 'Cannot use --cluster "a b": wanted 1 to 64 characters of ASCII without blanks');
});
