import { assert, assertEquals, assertFalse, assertMatch } from "@std/assert";
import { makeUserKeys } from "../../../server/auth/nkeys.ts";
import { refusal, settings } from "./_config.ts";

Deno.test("readSettings() reads who may connect", () => {
  assertEquals(settings('authorization { user: ann, password: "a", timeout: 1.5 }').auth, {
    user: "ann",
    password: "a",
    timeout: 1_500,
  });
  assertEquals(settings("authorization: { username: ann, pass: a }").auth, { user: "ann", password: "a" });
  assertEquals(settings("authorization { token: t, max_failures: 0 }").auth, { token: "t", maxFailures: Infinity });
  assertEquals(settings("port: 1").auth, undefined);
});

Deno.test("readSettings() takes a bcrypt hash without quotes, too", () => {
  const hash = "$2a$11$UPyZ1xVxkcTUbWuxOYeGkO0WmzcKKKOpRFmGXL29X/4ahCD7JoGKi";
  for (const text of [hash, `"${hash}"`, `'${hash}'`]) {
    assertEquals(settings(`authorization { token: ${text} }`).auth, { token: hash });
  }
});

Deno.test("readSettings() reads users with all that is said of them", async () => {
  const { publicKey } = await makeUserKeys();
  const { auth } = settings(`
    no_auth_user: bob
    authorization {
      default_permissions: { publish: [">"] }
      users: [
        { user: ann, password: "a", permissions: {
          pub: { allow: ["a.>", "b"], deny: c }, sub: [ "jobs work.*" ], allow_responses: { max: -1, ttl: "-1s" } } }
        { user: bob, permission: { export: x, allow_responses: true } }
        { nkey: ${publicKey} }
      ]
    }`);
  assertEquals(auth, {
    noAuthUser: "bob",
    defaultPermissions: { publish: { allow: [">"] } },
    users: [
      {
        user: "ann",
        password: "a",
        permissions: {
          publish: { allow: ["a.>", "b"], deny: ["c"] },
          subscribe: { allow: ["jobs work.*"] },
          allowResponses: { max: -1, expires: -1_000 },
        },
      },
      { user: "bob", permissions: { subscribe: { allow: ["x"] }, allowResponses: true } },
      { nkey: publicKey },
    ],
  });
});

Deno.test("readSettings() reads accounts, and puts their users into them", () => {
  const { auth, accounts } = settings(`
    accounts { A: { users: [ { user: a, password: p } ], default_permissions: { publish: x } }, B {} }
    authorization { users: [ { user: c, password: p } ] }`);
  assertEquals(accounts, ["A", "B"]);
  assertEquals(auth?.users?.map(({ user, account, permissions }) => [user, account, permissions]), [
    ["c", undefined, undefined],
    ["a", "A", { publish: { allow: ["x"] } }],
  ]);
  assertEquals(settings("accounts: [A, B]").accounts, ["A", "B"]);
});

Deno.test("readSettings() says where users are wrong, and shows no secret", () => {
  const wrong: [string, RegExp][] = [
    ["authorization { token: 12345 }", /^test.conf:1: cannot use authorization.token: wanted a text in quotes$/],
    ["\nauthorization { user: a }", /^test.conf:2: cannot use authorization: .*user without password/],
    ["authorization { token: s3cr3t, user: a, password: s3cr3t }", /token with users/],
    ["authorization { users: [ { user: a, password: s3cr3t }, { user: a, password: s3cr3t } ] }", /"a" twice/],
    ["authorization { users: [\n { password: s3cr3t } ] }", /users: .*a user without a name/],
    ["authorization { users: [ { nkey: UABC } ] }", /nkey "UABC"/],
    [
      "authorization { users: [ { user: a, pasword: s3cr3t } ] }",
      /unknown field "authorization.users.pasword"; did you/,
    ],
    ["authorization { users: [ { user: a, password: '$2a$31$s3cr3t' } ] }", /cost of 4 to 15/],
    ['authorization { users: [ { user: a, permissions: { publish: "a..b" } } ] }', /"a..b": wanted tokens/],
    [
      "authorization { users: [ { user: a, permissions: { publish: 5 } } ] }",
      /wanted a subject, or a list of subjects/,
    ],
    ["authorization { users: a }", /wanted a list of users/],
    ["authorization { timeout: 0 }", /authorization.timeout: wanted seconds/],
    ["accounts { A: 5 }", /accounts: wanted a block in braces for each account/],
    ["accounts { A { exports: [] } }", /unknown field "accounts.A.exports"/],
    ["no_auth_user: ghost", /^test.conf:1: cannot use no_auth_user: .*noAuthUser "ghost"/],
  ];
  for (const [text, message] of wrong) {
    const said = refusal(text);
    assert(said !== undefined, text);
    assertMatch(said, message);
    assertFalse(said.includes("s3cr3t"), said);
  }
});
