import { assertEquals } from "@std/assert";
import bcrypt from "bcryptjs";
import { makeUserKeys, signWithSeed } from "../../server/auth/nkeys.ts";
import { startConfigured } from "./_nats_auth.ts";
import { compare, type Script } from "./_nats_compare.ts";
import { REFERENCE, ReferenceServer } from "./_nats_reference.ts";
import { type Frame, NatsWire } from "./_nats_wire.ts";

type Ports = readonly [ours: number, reference: number];

/** Compares both servers, which have read the same configuration. */
function differential(name: string, config: string, run: (...ports: Ports) => Promise<void>): void {
  Deno.test({
    name: `nats-server and mailroom ${name}`,
    ignore: !REFERENCE,
    fn: async () => {
      await using reference = await ReferenceServer.start(config);
      await using mailroom = await startConfigured(config);
      await run(mailroom.addresses.nats!.port, reference.port);
    },
  });
}

function scripts(name: string, config: string, all: readonly Script[]): void {
  differential(`say the same: ${name}`, config, async (...ports) => {
    for (const script of all) await compare(...ports, script);
  });
}

/** What is said on one connection. */
function one(...said: string[]): Script {
  return said.map((piece) => [0, piece]);
}

function connect(options: Record<string, unknown>): string {
  return `CONNECT ${JSON.stringify({ verbose: false, pedantic: false, ...options })}\r\n`;
}

const PUB = "SUB a 1\r\nPUB a 1\r\nx\r\n";

scripts("a token is wanted", 'authorization { token: "s3cr3t" }', [
  one(connect({ auth_token: "s3cr3t" }), PUB),
  one(connect({ auth_token: "s3cr3t", verbose: true }) + PUB),
  one(connect({ auth_token: "s3cr3", verbose: true }) + PUB),
  one(connect({ user: "s3cr3t" }) + PUB),
  one(connect({}) + PUB),
  one("CONNECT {}\r\n"),
  one("PING\r\n"),
  one(PUB),
  one("BOGUS\r\n"),
  one("\r\n"),
  one("CONNECTED\r\n"),
  one("cBOGUS\r\n"),
  one('CONNECT {"auth_token":\r\n'),
  one('CONNECT {"auth_token":1}\r\n'),
  one(connect({ auth_token: "s3cr3t", account: "a" })),
  one(connect({ auth_token: "s3cr3t", protocol: 7 })),
  one(connect({ auth_token: "s3cr3", protocol: 7 })),
  one(connect({ auth_token: "s3cr3t" }), PUB, connect({ auth_token: "s3cr3" }), PUB),
  one(connect({ auth_token: "s3cr3t" }), PUB, connect({ verbose: true }), "PUB a 1\r\nx\r\n"),
]);

scripts("a user and a password", 'authorization { user: ann, password: "s3cr3t" }', [
  one(connect({ user: "ann", pass: "s3cr3t" }), PUB),
  one(connect({ user: "ann", pass: "wrong" }), PUB),
  one(connect({ user: "bob", pass: "s3cr3t" }), PUB),
  one(connect({ user: "ann" }), PUB),
  one(connect({ auth_token: "s3cr3t" }), PUB),
]);

scripts(
  "hashed passwords",
  `authorization { users: [
    { user: ann, password: "${bcrypt.hashSync("s3cr3t", 4).replace("$2b$", "$2a$")}" }
    { user: bob, password: ${bcrypt.hashSync("other", 4).replace("$2b$", "$2a$")} }
  ] }`,
  [
    one(connect({ user: "ann", pass: "s3cr3t", verbose: true }) + PUB + "PING\r\nSUB b 2\r\nPUB b 1\r\ny\r\n"),
    one(connect({ user: "ann", pass: "other", verbose: true }) + PUB + "PING\r\n"),
    one(connect({ user: "bob", pass: "other", verbose: true }) + PUB + "BOGUS\r\n"),
    [[0, connect({ user: "ann", pass: "s3cr3t" })], [1, connect({ user: "bob", pass: "other" })], [0, "SUB a 1\r\n"], [
      1,
      PUB,
    ]],
  ],
);

scripts(
  "who shows nothing is somebody",
  `no_auth_user: guest
   authorization { users: [ { user: ann, password: "a" }
     { user: guest, password: "g", permissions: { subscribe: "free.>" } } ] }`,
  [
    one("SUB free.a 1\r\nSUB a 2\r\nPUB free.a 1\r\nx\r\n"),
    one(connect({}), "SUB free.a 1\r\nSUB a 2\r\nPUB free.a 1\r\nx\r\n"),
    one(connect({ user: "ann", pass: "a" }), PUB),
    one(connect({ user: "ann", pass: "b" }), PUB),
    one(connect({ auth_token: "b" }), PUB),
    one(connect({ pass: "b" }), PUB),
    one("BOGUS\r\n"),
  ],
);

const U = connect({ user: "u", pass: "p" });
const V = connect({ user: "u", pass: "p", verbose: true });

/** A server with one user who may do this. */
function permitted(name: string, rules: string, all: readonly Script[]): void {
  const config = `authorization { users: [ { user: u, password: p, permissions: { ${rules} } }
    { user: free, password: p } ] }`;
  scripts(`permissions of ${name}`, config, all);
}

permitted("publishers", 'publish: { allow: ["a.>", "b.*", "*.c"], deny: ["a.no", "a.x.>"] }', [
  one(
    V,
    ...["a.b", "a.b.c", "a.no", "a.x", "a.x.y", "b.d", "b", "b.c.d", "q.c", "a.*", "a..b", "_GR_.x"].map((subject) =>
      `SUB ${subject} 1\r\nPUB ${subject} 1\r\nx\r\nUNSUB 1\r\n`
    ),
  ),
  one(connect({ user: "u", pass: "p", pedantic: true }), "PUB a.* 1\r\nx\r\nPUB no.* 1\r\nx\r\n"),
  one(
    connect({ user: "u", pass: "p", headers: true, no_responders: true }),
    "SUB r 1\r\nPUB no r 1\r\nx\r\nPUB a.b r 1\r\nx\r\nPUB a.b _R_.a 1\r\nx\r\n",
  ),
  one(U, 'SUB é"q 1\r\nPUB é"q 1\r\nx\r\n'),
]);

permitted("subscribers", 'subscribe: { allow: ["x.>", "y.*", "jobs work.*", "z"], deny: ["x.no", "x.q bad"] }', [
  one(
    V,
    ...["x.a", "x.*", "x.>", "y.a", "y.*", "y.a.b", ">", "*", "*.a", "x", "x.no", "z", "z q", "x..a"].map((subject) =>
      `SUB ${subject} 1\r\nUNSUB 1\r\n`
    ),
  ),
  one(
    V,
    "SUB jobs 1\r\nSUB jobs work.a 2\r\nSUB jobs work 3\r\nSUB jobs work.a.b 4\r\nSUB x.q bad 5\r\nSUB x.q good 6\r\n",
  ),
  one(U, "SUB x.> 1\r\nPUB x.no 1\r\nx\r\nPUB x.yes 1\r\ny\r\n"),
  one(V, "SUB x.a _sys_ 1\r\n"),
]);

permitted("those who answer", "subscribe: ask, allow_responses: true", [
  [
    [0, U],
    [1, connect({ user: "free", pass: "p" })],
    [0, "SUB ask 1\r\n"],
    [1, "SUB r.* 1\r\nPUB ask r.1 1\r\nx\r\n"],
    [
      0,
      "PUB r.1 1\r\na\r\nPUB r.1 1\r\nb\r\nPUB r.2 1\r\nc\r\n",
    ],
  ],
]);

permitted("those who answer twice", 'publish: { deny: "r.>" }, allow_responses: { max: 2, expires: "1m" }', [
  [
    [0, U],
    [1, connect({ user: "free", pass: "p" })],
    [0, "SUB ask 1\r\n"],
    [1, "SUB r.* 1\r\nPUB ask r.1 1\r\nx\r\n"],
    [
      0,
      "PUB r.1 1\r\na\r\nPUB r.1 1\r\nb\r\nPUB r.1 1\r\nc\r\nPUB r.2 1\r\nd\r\n",
    ],
  ],
]);

permitted("empty lists", "publish: { allow: [] }, subscribe: []", [one(V, PUB)]);

scripts(
  "defaults",
  `authorization { default_permissions: { publish: "a" }
     users: [ { user: u, password: p }, { user: own, password: p, permissions: { publish: "b" } } ] }`,
  [
    one(U, "PUB a 1\r\nx\r\nPUB b 1\r\nx\r\n"),
    one(connect({ user: "own", pass: "p" }), "PUB a 1\r\nx\r\nPUB b 1\r\nx\r\n"),
  ],
);

scripts(
  "accounts",
  `accounts { A: { users: [ { user: a, password: p }, { user: a2, password: p } ] }, B { users = [ { user: b, pass: p } ] } }
   no_auth_user: b`,
  [
    [
      [0, connect({ user: "a", pass: "p" })],
      [1, connect({ user: "b", pass: "p" })],
      [
        2,
        connect({ user: "a2", pass: "p" }),
      ],
      [0, "SUB x 1\r\n"],
      [1, "SUB x 1\r\n"],
      [2, "SUB x 1\r\nPUB x 1\r\nA\r\n"],
      [1, "PUB x 1\r\nB\r\n"],
    ],
    [[0, "SUB x 1\r\n"], [1, connect({ user: "b", pass: "p" }) + "PUB x 1\r\nx\r\n"], [
      0,
      connect({ user: "b", pass: "p", verbose: true }) + "PUB x 1\r\ny\r\n",
    ]],
    one(connect({ user: "a", pass: "p", headers: true, no_responders: true }), "SUB r 1\r\nPUB x r 1\r\nx\r\n"),
  ],
);

const keys = await makeUserKeys();
const others = await makeUserKeys();

differential(
  "say the same: signatures",
  `authorization { users: [ { nkey: ${keys.publicKey} }, { user: ann, password: "a" } ] }`,
  async (...ports) => {
    const cases: [nkey: string, seed: string, change: (sig: string) => string][] = [
      [keys.publicKey, keys.seed, (sig) => sig],
      [keys.publicKey, keys.seed, (sig) => sig.replaceAll("-", "+").replaceAll("_", "/") + "=="],
      [keys.publicKey, others.seed, (sig) => sig],
      [others.publicKey, others.seed, (sig) => sig],
      [keys.publicKey, keys.seed, () => ""],
      [keys.publicKey, keys.seed, () => "!!!"],
      ["", keys.seed, (sig) => sig],
    ];
    for (const [nkey, seed, change] of cases) {
      const [heard, wanted] = await Promise.all(ports.map(async (port) => {
        using wire = await NatsWire.open(port);
        const nonce = String(wire.info["nonce"]);
        assertEquals(nonce.length, 15);
        await wire.send(connect({ nkey, sig: change(await signWithSeed(seed, nonce)) }), PUB);
        await wire.sync();
        return [...wire.frames];
      }));
      assertEquals(heard, wanted);
    }
    for (const pass of ["a", "b"]) await compare(...ports, one(connect({ user: "ann", pass }), PUB));
  },
);

differential(
  "give a client as long to say who it is",
  'authorization { token: "s3cr3t", timeout: 0.3 }',
  async (...ports) => {
    const said = await Promise.all(ports.map(async (port): Promise<Frame[]> => {
      using wire = await NatsWire.open(port);
      assertEquals(wire.info["auth_required"], true);
      await wire.until(() => wire.ended, "the end");
      return wire.frames;
    }));
    assertEquals(said, [["-ERR 'Authentication Timeout'\r\n"], ["-ERR 'Authentication Timeout'\r\n"]]);
  },
);
