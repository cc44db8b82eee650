import {
  assert,
  assertEquals,
  assertFalse,
  assertGreater,
  assertLess,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import bcrypt from "bcryptjs";
import { EVERYBODY, NO_CREDENTIALS } from "../../../actors/routing/access/authenticator.ts";
import { makeUserKeys, signWithSeed } from "../../../server/auth/nkeys.ts";
import type { AuthOptions } from "../../../server/auth/options.ts";
import { Door, PEER } from "./_access.ts";

Deno.test("authenticate() lets everybody in where nobody is named", async () => {
  using door = new Door({});
  assertEquals(await door.knock({}), "@$G");
  assertEquals(await door.knock({ user: "a", password: "b" }), "@$G");
  assertStrictEquals(door.access.anonymous, EVERYBODY);
});

Deno.test("authenticate() wants the token, plain or hashed", async () => {
  for (const token of ["s3cr3t", bcrypt.hashSync("s3cr3t", 4)]) {
    using door = new Door({ token });
    assertEquals(await door.knock({ token: "s3cr3t" }), "@$G");
    for (const wrong of [{}, { token }, { token: "s3cr3" }, { user: "s3cr3t" }, { password: "s3cr3t" }]) {
      if (token !== "s3cr3t" || wrong.token !== token) assertEquals(await door.knock(wrong), undefined);
    }
  }
});

Deno.test("authenticate() wants name and password, plain or hashed", async () => {
  using door = new Door({
    users: [{ user: "ann", password: "a" }, { user: "bob", password: bcrypt.hashSync("b", 4), account: "B" }, {
      user: "cid",
    }],
    maxFailures: Infinity,
  });
  assertEquals(await door.knock({ user: "ann", password: "a" }), "ann@$G");
  for (let i = 0; i < 2; i++) assertEquals(await door.knock({ user: "bob", password: "b" }), "bob@B");
  const wrong = [["ann", "b"], ["bob", "a"], ["bob", ""], ["dan", "a"], ["", "a"], ["ann", ""], ["cid", ""], [
    "cid",
    "c",
  ]];
  for (const [user, password] of wrong) assertEquals(await door.knock({ user: user!, password: password! }), undefined);
  assertEquals(await door.knock({ token: "a" }), undefined);
  assertEquals(door.access.accounts, ["$G", "B"]);
});

Deno.test("authenticate() takes whoever shows nothing for somebody, but not who shows something wrong", async () => {
  using door = new Door({ users: [{ user: "ann", password: "a" }, { user: "guest" }], noAuthUser: "guest" });
  assertEquals(await door.knock({}), "guest@$G");
  assertEquals(await door.knock({ user: "ann", password: "a" }), "ann@$G");
  assertEquals(await door.knock({ user: "ann" }), undefined);
  assertEquals(await door.knock({ token: "a" }), undefined);
  assertEquals(door.access.anonymous?.user, "guest");
});

Deno.test("authenticate() wants the signature of the owner of a key", async () => {
  const [ann, bob] = [await makeUserKeys(), await makeUserKeys()];
  using door = new Door({ users: [{ nkey: ann.publicKey, account: "A" }], maxFailures: Infinity });
  assert(door.access.signs);
  const signature = await signWithSeed(ann.seed, "once");
  assertEquals(await door.knock({ nkey: ann.publicKey, signature, nonce: "once" }), `${ann.publicKey}@A`);
  assertEquals(await door.knock({ nkey: ann.publicKey, signature, nonce: "twice" }), undefined);
  assertEquals(await door.knock({ nkey: ann.publicKey, nonce: "once" }), undefined);
  const other = await signWithSeed(bob.seed, "once");
  assertEquals(await door.knock({ nkey: bob.publicKey, signature: other, nonce: "once" }), undefined);
});

Deno.test("an address that has been wrong too often is refused unheard for a while", async () => {
  using door = new Door({ user: "ann", password: "a", maxFailures: 3 });
  for (let i = 0; i < 3; i++) assertEquals(await door.knock({ user: "ann", password: `${i}` }), undefined);
  assertEquals(await door.knock({ user: "ann", password: "a" }), undefined);
  assertEquals(await door.knock({ user: "ann", password: "a" }, { ...PEER, hostname: "10.0.0.2" }), "ann@$G");
  door.now = 1_000;
  assertEquals(await door.knock({ user: "ann", password: "a" }), "ann@$G");
  assertEquals([door.counters.get("auth_failed"), door.counters.get("auth_throttled")], [3, 1]);
});

Deno.test("who shows nothing is refused, and guesses nothing", async () => {
  using door = new Door({ user: "ann", password: "a", maxFailures: 1 });
  for (let i = 0; i < 5; i++) assertEquals(await door.knock({}), undefined);
  assertEquals(await door.knock({ user: "ann", password: "a" }), "ann@$G");
});

Deno.test("somebody who is not there takes as long as a wrong password", async () => {
  // The shortest of three: the machine may have other things to do.
  const time = async (user: string) => {
    const spans: number[] = [];
    for (let i = 0; i < 3; i++) {
      const start = performance.now();
      await door.knock({ user, password: "wrong" });
      spans.push(performance.now() - start);
    }
    return Math.min(...spans);
  };
  using door = new Door({
    users: [{ user: "ann", password: bcrypt.hashSync("a", 10) }, { user: "bob", password: "b" }],
    maxFailures: Infinity,
  });
  await time("ann");
  const [known, plain, unknown] = [await time("ann"), await time("bob"), await time("nobody")];
  // The work is the same; what else the machine does is not. Without it, it would be a thousandth.
  assertGreater(plain, known / 4);
  assertGreater(unknown, known / 4);
});

Deno.test("checking hashes does not hold up anybody else, and too many at once are refused", async () => {
  using door = new Door({ user: "ann", password: bcrypt.hashSync("a", 10), maxFailures: Infinity });
  let turns = 0;
  let over = false;
  const checks = Promise.all(Array.from({ length: 67 }, (_, i) => door.knock({ user: "ann", password: `wrong ${i}` })));
  const last = door.knock({ user: "ann", password: "a" });
  const elsewhere = door.knock({ user: "ann", password: "a" }, { ...PEER, hostname: "10.0.0.2" });
  const turning = (async () => {
    while (!over) await new Promise((resolve) => setTimeout(resolve, 1)).then(() => turns++);
  })();
  assertEquals(await last, undefined);
  assertEquals(door.counters.get("auth_busy"), 3);
  // Addresses take turns: this one waits for two checks, and not for the seconds that all of them take.
  const start = performance.now();
  assertEquals(await elsewhere, "ann@$G");
  assertLess(performance.now() - start, 2_000);
  // What has been right once is known at once.
  assertEquals(await door.knock({ user: "ann", password: "a" }), "ann@$G");
  over = true;
  await turning;
  assertGreater(turns, 5);
  door.access.close();
  await checks;
});

Deno.test("renew() knows who may stay", async () => {
  const options: AuthOptions = {
    users: [{ user: "ann", password: "a" }, { user: "bob", password: "b" }, { user: "guest" }],
    noAuthUser: "guest",
  };
  using door = new Door(options);
  const show = (user: string, password: string) =>
    door.access.authenticate({ ...NO_CREDENTIALS, user, password }, PEER);
  const [ann, bob, guest] = [(await show("ann", "a"))!, (await show("bob", "b"))!, (await show("", ""))!];
  door.access.configure({
    users: [{ user: "ann", password: "a", permissions: { publish: { deny: ["x"] } } }, { user: "bob", password: "c" }, {
      user: "guest",
    }],
    noAuthUser: "guest",
  });
  assertFalse(door.access.renew(ann)!.permissions!.mayPublish("x"));
  assertEquals(door.access.renew(bob), undefined);
  assertEquals(door.access.renew(guest)!.user, "guest");
  door.access.configure({ users: [{ user: "ann", password: "a", account: "A" }, { user: "guest" }] });
  assertEquals(door.access.renew(ann), undefined, "its account is another");
  assertEquals(door.access.renew(guest), undefined, "nobody is let in unseen any more");
  door.access.configure({});
  assertStrictEquals(door.access.renew(EVERYBODY), EVERYBODY);
  door.access.configure(options);
  assertEquals(door.access.renew(EVERYBODY), undefined);
});

Deno.test("Access refuses options that contradict each other, and shows no secret", () => {
  const wrong: [AuthOptions, string][] = [
    [{ token: "s3cr3t", user: "a", password: "s3cr3t" }, "token with users"],
    [{ user: "a", password: "s3cr3t", users: [{ user: "b", password: "s3cr3t" }] }, "user with users"],
    [{ user: "a" }, "user without password"],
    [{ users: [{ user: "a", password: "s3cr3t" }, { user: "a", password: "s3cr3t" }] }, 'the user "a" twice'],
    [{ users: [{ password: "s3cr3t" }] }, "a user without a name"],
    [{ users: [{ nkey: "UABC" }] }, 'nkey "UABC"'],
    [{ users: [{ user: "a", password: "s3cr3t" }], noAuthUser: "b" }, 'noAuthUser "b"'],
    [{ token: "$2a$31$s3cr3t" }, "wanted one of 60 characters with a cost of 4 to 15"],
    [{ timeout: 0 }, "timeout 0"],
    [{ maxFailures: 0 }, "maxFailures 0"],
    [{ users: [{ user: "a", password: "s3cr3t", permissions: { publish: { allow: ["a..b"] } } }] }, '"a..b"'],
  ];
  for (const [options, text] of wrong) {
    const error = assertThrows(() => new Door(options), Error, text);
    assertFalse(error.message.includes("s3cr3t"));
  }
});

Deno.test("a certificate says who somebody is: an address of mail, a host, a URI or the subject", async () => {
  using door = new Door({
    users: ["ann@example.com", "host.example.com", "urn:bob", "CN=cid,O=Org", "dan"].map((user) => ({
      user,
      password: "p",
    })),
    certificates: true,
    noAuthUser: "dan",
  });
  const nothing = { subject: "CN=x", dnsNames: [], emails: [], uris: [], fingerprint: "" };
  const shows = (certificate: Partial<typeof nothing> | Record<string, readonly string[]>) =>
    door.knock({}, { ...PEER, transport: "tls", certificate: { ...nothing, ...certificate } });
  assertEquals(
    await shows({ dnsNames: ["host.example.com"], emails: ["x@y", "ann@example.com"] }),
    "ann@example.com@$G",
  );
  assertEquals(await shows({ dnsNames: ["host.example.com"] }), "host.example.com@$G");
  assertEquals(await shows({ uris: ["urn:bob"] }), "urn:bob@$G");
  assertEquals(await shows({ subject: "CN=cid,O=Org" }), "CN=cid,O=Org@$G");
  assertEquals(await shows({ dnsNames: ["other"] }), undefined);
  assertEquals(await door.knock({ user: "dan", password: "p" }), undefined, "it has shown no certificate");
  assertEquals(door.access.anonymous, undefined);
});

Deno.test("many who show the same at once wait for one check", async () => {
  using door = new Door({ user: "ann", password: bcrypt.hashSync("a", 8) });
  const all = await Promise.all(Array.from({ length: 500 }, () => door.knock({ user: "ann", password: "a" })));
  assertEquals(new Set(all), new Set(["ann@$G"]));
});

Deno.test("an address stays refused when the users are others", async () => {
  using door = new Door({ user: "ann", password: "a", maxFailures: 1 });
  await door.knock({ user: "ann", password: "b" });
  door.access.configure({ user: "ann", password: "c", maxFailures: 1 });
  assertEquals(await door.knock({ user: "ann", password: "c" }), undefined);
  door.now = 1_000;
  assertEquals(await door.knock({ user: "ann", password: "c" }), "ann@$G");
});
