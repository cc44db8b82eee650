import { assert, assertEquals, assertFalse, assertMatch, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import { Handshake, type Refusal, type Side, type Step } from "../../../../transports/protocols/node/handshake.ts";
import {
  type Hello,
  helloLine,
  joinAddress,
  NODE_PROTOCOL,
  randomId,
  readHello,
  readPeers,
  splitAddress,
} from "../../../../transports/protocols/node/hello.ts";

function hello(options: Partial<Hello> = {}): Hello {
  const base = { protocol: NODE_PROTOCOL, id: randomId(), name: "n", cluster: "c", version: "1", nonce: randomId() };
  return { ...base, address: null, ...options };
}

/** Lets two sides talk until nothing more is said; all questions are granted. Returns the last step of each, and the talk. */
function talk(dialer: Handshake, acceptor: Handshake): { dialer: Step; acceptor: Step; said: string[] } {
  const last: Record<Side, Step> = { dialer: dialer.begin(), acceptor: acceptor.begin() };
  const sides = { dialer, acceptor };
  const said: string[] = [];
  const queue: [Side, Step][] = [["dialer", last.dialer]];
  while (queue.length > 0) {
    const [side, step] = queue.shift()!;
    last[side] = step;
    if (step.type === "ask") queue.unshift([side, sides[side].granted()]);
    if (!("say" in step)) continue;
    const other = side === "dialer" ? "acceptor" : "dialer";
    for (const line of step.say!.split("\r\n").slice(0, -1)) {
      said.push(`${side} ${line}`);
      const next = sides[other].receive(line);
      queue.push([other, next]);
      if (next.type === "refuse") return { ...last, [other]: next, said };
      if (next.type === "ask") queue.push([other, sides[other].granted()]), queue.splice(queue.length - 2, 1);
    }
  }
  return { ...last, said };
}

function pair(dialer: Partial<Hello> = {}, acceptor: Partial<Hello> = {}, secrets: [string, string] = ["s", "s"]) {
  return [
    new Handshake(hello(dialer), secrets[0], "dialer"),
    new Handshake(hello(acceptor), secrets[1], "acceptor"),
  ] as const;
}

function refusal(step: Step): Refusal | undefined {
  return step.type === "refuse" ? step.why : undefined;
}

Deno.test("Handshake links two nodes that know the same secret, and never says the secret", () => {
  const { dialer, acceptor, said } = talk(...pair({ name: "ada" }, { name: "bob" }, ["hunter2", "hunter2"]));
  assert(dialer.type === "linked" && dialer.peer.name === "bob");
  assert(acceptor.type === "linked" && acceptor.peer.name === "ada");
  assertEquals(said.map((line) => line.split(" ").slice(0, 2).join(" ")), [
    "dialer NODE",
    "acceptor NODE",
    "dialer AUTH",
    "acceptor AUTH",
    "acceptor +OK",
    "dialer +OK",
  ]);
  assertFalse(said.join().includes("hunter2"));
});

Deno.test("Handshake links two nodes without a secret", () => {
  const { dialer, acceptor } = talk(...pair({}, {}, ["", ""]));
  assertEquals([dialer.type, acceptor.type], ["linked", "linked"]);
});

Deno.test("Handshake refuses a wrong secret, a secret on one side, another cluster, another version", () => {
  const cases: [Refusal, ReturnType<typeof pair>][] = [
    ["secret", pair({}, {}, ["one", "two"])],
    ["secret", pair({}, {}, ["", "two"])],
    ["secret", pair({}, {}, ["one", ""])],
    ["cluster", pair({ cluster: "x" }, { cluster: "y" })],
    ["version", pair({ protocol: 2 })],
  ];
  for (const [why, [dialer, acceptor]] of cases) assertEquals(refusal(talk(dialer, acceptor).acceptor), why);
});

Deno.test("Handshake refuses itself on both sides", () => {
  const id = randomId();
  assertEquals(refusal(talk(...pair({ id }, { id })).acceptor), "self");
  const dialer = new Handshake(hello({ id }), "", "dialer");
  dialer.begin();
  assertEquals(refusal(dialer.receive(helloLine(hello({ id })))), "self");
});

Deno.test("Handshake gives a dialer that knows no secret nothing to try secrets on", () => {
  const acceptor = new Handshake(hello(), "secret", "acceptor");
  assertEquals(acceptor.begin(), { type: "wait" });
  const own = acceptor.receive(helloLine(hello()));
  assert(own.type === "wait" && own.say?.startsWith("NODE "));
  const step = acceptor.receive(`AUTH ${"0".repeat(64)}`);
  assertEquals(step, { type: "refuse", why: "secret" });
});

Deno.test("Handshake does not take back what it has said itself: a proof is good for one side and one link", () => {
  const dialer = new Handshake(hello(), "secret", "dialer");
  dialer.begin();
  dialer.receive(helloLine(hello()));
  const own = dialer.granted();
  assert(own.type === "wait");
  assertMatch(own.say!, /^AUTH [0-9a-f]{64}\r\n$/);
  assertEquals(refusal(dialer.receive(own.say!.slice(0, -2))), "secret");

  const same = hello();
  const proofs = [1, 2].map(() => {
    const again = new Handshake({ ...same, nonce: randomId() }, "secret", "dialer");
    again.begin();
    again.receive(helloLine(hello({ nonce: "0".repeat(32) })));
    const step = again.granted();
    return "say" in step ? step.say : "";
  });
  assertNotEquals(proofs[0], proofs[1]);
});

Deno.test("Handshake refuses its own nonce coming back under another id", () => {
  const nonce = randomId();
  const dialer = new Handshake(hello({ nonce }), "s", "dialer");
  dialer.begin();
  assertEquals(refusal(dialer.receive(helloLine(hello({ nonce })))), "self");
});

Deno.test("Handshake refuses who speaks before it is its turn", () => {
  const acceptor = new Handshake(hello(), "", "acceptor");
  assertEquals(refusal(acceptor.receive("+OK")), "malformed");
  const dialer = new Handshake(hello(), "", "dialer");
  dialer.begin();
  dialer.receive(helloLine(hello()));
  assertEquals(refusal(dialer.receive("+OK")), "malformed");
});

Deno.test("Handshake takes any lines without throwing, and links nobody by them", () => {
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom("+OK", "AUTH ", `AUTH ${"a".repeat(64)}`, "NODE {}", "NODE null", helloLine(hello())),
    fc.json().map((json) => `NODE ${json}`),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 6 }), fc.constantFrom<Side>("dialer", "acceptor"), (lines, side) => {
      const handshake = new Handshake(hello(), "secret", side);
      handshake.begin();
      for (const each of lines) {
        const step = handshake.receive(each);
        assert(step.type !== "linked");
        if (step.type === "ask" && step.what === "reserve") handshake.granted();
        else assert(step.type !== "ask");
      }
    }),
  );
});

Deno.test("readHello() takes nothing but whole introductions", () => {
  const good = hello({ address: "example.com:9100" });
  assertEquals(readHello(helloLine(good)), good);
  const wrong: Record<string, unknown>[] = [
    { id: "x" },
    { nonce: "" },
    { nonce: "00" },
    { name: "a\nb" },
    { name: 7 },
    { cluster: null },
    { address: "nowhere" },
    { address: "h:0" },
    { address: "h h:1" },
    { protocol: "1" },
  ];
  for (const each of wrong) assertEquals(readHello(`NODE ${JSON.stringify({ ...good, ...each })}`), undefined);
  for (const line of ["", "NODE", "NODE ", "NODE [", "NODE 1", "NODE []", `NODE  ${"{}"}`]) {
    assertEquals(readHello(line), undefined);
  }
});

Deno.test("readPeers() leaves out what is no node", () => {
  const good = { id: "a".repeat(32), address: "h:1" };
  assertEquals(readPeers(JSON.stringify([good, null, 1, { id: "x", address: "h:1" }, { ...good, address: ":1" }])), [
    good,
  ]);
  assertEquals(readPeers("{"), []);
  assertEquals(readPeers("{}"), []);
});

Deno.test("splitAddress() and joinAddress() agree, brackets included", () => {
  for (const text of ["h:1", "127.0.0.1:65535", "[::1]:9100", "[fe80::1%eth0]:1", ":7"]) {
    assertEquals(joinAddress(splitAddress(text)!).replace(/^:/, ":"), text);
  }
  for (const text of ["", "h", "h:", "h:0", "h:65536", "h:1:2", "a b:1", "[x]:1", "h/x:1"]) {
    assertEquals(splitAddress(text), undefined, text);
  }
});
