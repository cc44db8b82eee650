import { assertEquals, assertMatch, assertNotEquals, assertStringIncludes } from "@std/assert";
import type { Authenticator, Credentials, Grant } from "../../../../actors/routing/access/authenticator.ts";
import type { PermissionRules } from "../../../../actors/routing/access/permission_rules.ts";
import { Permissions } from "../../../../actors/routing/access/permissions.ts";
import { tellAll } from "../../../../actors/routing/tell_all.ts";
import { turn } from "../../../../actors/testing.ts";
import { Desk } from "./_desk.ts";

/** Lets in who shows the password `p`, when told to. */
class Gate implements Authenticator {
  anonymous: Grant | undefined = undefined;
  readonly timeout = 2_000;
  signs = false;
  /** Who waits for an answer. */
  readonly waiting: (() => void)[] = [];
  grants = new Map<string, Grant>();

  authenticate({ user, password }: Credentials): Promise<Grant | undefined> {
    return new Promise((resolve) => {
      this.waiting.push(() => resolve(password === "p" ? this.grants.get(user) : undefined));
    });
  }

  renew(grant: Grant): Grant | undefined {
    return this.grants.get(grant.user);
  }

  allow(user: string, rules?: PermissionRules): Grant {
    const grant = { user, account: "$G", permissions: rules && new Permissions(rules) };
    this.grants.set(user, grant);
    return grant;
  }

  async decide(): Promise<void> {
    for (const each of this.waiting.splice(0)) each();
    await turn();
  }
}

class Guarded extends Desk {
  readonly gate = new Gate();

  constructor() {
    super();
    this.server = { ...this.server, access: this.gate };
  }

  /** The rules are others now. */
  async review(): Promise<void> {
    tellAll(this.system, this.router, { type: "notice" });
    await turn();
  }
}

function connect(user: string, password = "p", options: Record<string, unknown> = {}): string {
  return `CONNECT ${JSON.stringify({ user, pass: password, verbose: false, pedantic: false, ...options })}\r\n`;
}

Deno.test("NatsProtocol looks at nothing behind CONNECT before it knows who it is", async () => {
  await using desk = new Guarded();
  desk.gate.allow("ann");
  const client = await desk.client("");
  assertStringIncludes(client.info, '"auth_required":true');
  assertEquals(await client.says(connect("ann", "p", { verbose: true }) + "PING\r\nSUB a 1\r\nPUB a 1\r\nx\r\nPI"), "");
  assertEquals(await client.says("NG\r\n"), "");
  await desk.gate.decide();
  assertEquals(client.heard(), "+OK\r\nPONG\r\n+OK\r\n+OK\r\nMSG a 1 1\r\nx\r\nPONG\r\n");
});

Deno.test("NatsProtocol does nothing of what comes behind a CONNECT that is refused", async () => {
  await using desk = new Guarded();
  desk.gate.allow("ann");
  desk.gate.allow("bob");
  const bob = await desk.client(connect("bob"));
  await desk.gate.decide();
  await bob.says("SUB > 1\r\nPING\r\n");
  const client = await desk.client(connect("ann", "wrong", { verbose: true }) + "PUB a 1\r\nx\r\nPING\r\n");
  await desk.gate.decide();
  assertEquals(client.heard(), "-ERR 'Authorization Violation'\r\n<end>");
  assertEquals(bob.heard(), "");
});

Deno.test("NatsProtocol refuses any other first verb, and waits for none longer than it says", async () => {
  await using desk = new Guarded();
  for (const first of ["PING\r\n", "p", "SUB a 1\r\n", "\r\n", "GET / HTTP/1.1\r\n"]) {
    const client = await desk.client("");
    assertEquals(await client.says(first), "-ERR 'Authorization Violation'\r\n<end>");
  }
  const silent = await desk.client("");
  const half = await desk.client("CONN");
  await desk.clock.advance(1_999);
  await turn();
  assertEquals(silent.heard() + half.heard(), "");
  await desk.clock.advance(1);
  await turn();
  for (const each of [silent, half]) assertEquals(each.heard(), "-ERR 'Authentication Timeout'\r\n<end>");
});

Deno.test("NatsProtocol does not time out who is being looked at, or is in", async () => {
  await using desk = new Guarded();
  desk.gate.allow("ann");
  const client = await desk.client(connect("ann"));
  await desk.clock.advance(2_000);
  await desk.gate.decide();
  assertEquals(await client.says("PING\r\n"), "PONG\r\n");
});

Deno.test("NatsProtocol gives each client something else to sign, where there are keys", async () => {
  await using desk = new Guarded();
  const nonceOf = (info: string) => /"nonce":"([^"]*)"/.exec(info)?.[1];
  assertEquals(nonceOf((await desk.client("")).info), undefined);
  desk.gate.signs = true;
  const [one, other] = [nonceOf((await desk.client("")).info), nonceOf((await desk.client("")).info)];
  assertMatch(one!, /^[\w-]{15}$/);
  assertNotEquals(one, other);
});

Deno.test("a message that a member of a queue group must not have goes to another one", async () => {
  await using desk = new Guarded();
  desk.gate.allow("ann", { subscribe: { deny: ["a.secret"] } });
  desk.gate.allow("bob");
  const [ann, bob] = [await desk.client(connect("ann")), await desk.client(connect("bob"))];
  await desk.gate.decide();
  await ann.says("SUB a.* q 1\r\nSUB a.> 2\r\nPING\r\n");
  await bob.says("SUB a.* q 1\r\nPING\r\n");
  const many = Array.from({ length: 20 }, () => "PUB a.secret 1\r\nx\r\n").join("");
  assertEquals((await bob.says(many)).split("MSG").length - 1, 20);
  assertEquals(ann.heard(), "");
});

Deno.test("who may not hear it does not answer for others: a requester is told that nobody is there", async () => {
  await using desk = new Guarded();
  desk.gate.allow("ann", { subscribe: { deny: ["a.secret"] } });
  desk.gate.allow("bob");
  const ann = await desk.client(connect("ann"));
  const bob = await desk.client(connect("bob", "p", { headers: true, no_responders: true }));
  await desk.gate.decide();
  await ann.says("SUB a.* 1\r\nPING\r\n");
  await bob.says("SUB r 1\r\nPING\r\n");
  assertStringIncludes(await bob.says("PUB a.secret r 1\r\nx\r\n"), "NATS/1.0 503");
});

Deno.test("an answer is allowed so long by the clock of the system", async () => {
  await using desk = new Guarded();
  desk.gate.allow("ann", { allowResponses: { max: 5, expires: 1_000 } });
  desk.gate.allow("bob");
  const [ann, bob] = [await desk.client(connect("ann")), await desk.client(connect("bob"))];
  await desk.gate.decide();
  await ann.says("SUB ask 1\r\n");
  await bob.says("SUB r 1\r\nPUB ask r 1\r\nx\r\n");
  assertStringIncludes(ann.heard(), "MSG ask 1 r 1");
  await desk.clock.advance(1_000);
  assertEquals(await ann.says("PUB r 1\r\ny\r\n"), "");
  await desk.clock.advance(1);
  assertStringIncludes(await ann.says("PUB r 1\r\ny\r\n"), 'Permissions Violation for Publish to "r"');
  assertEquals(bob.heard().split("MSG").length - 1, 1);
});

Deno.test("a client learns at once what it may not do any more", async () => {
  await using desk = new Guarded();
  desk.gate.allow("ann");
  desk.gate.allow("bob");
  const [ann, bob] = [await desk.client(connect("ann")), await desk.client(connect("bob"))];
  await desk.gate.decide();
  await ann.says('SUB a.* 1\r\nSUB b "x"\r\nSUB b q 3\r\nSUB c 4\r\nPING\r\n');
  desk.gate.allow("ann", { publish: { deny: ["d"] }, subscribe: { allow: ["a.>", "c"], deny: ["a.secret"] } });
  await desk.review();
  const lost = (sid: string) => `-ERR 'Permissions Violation for Subscription to "b" (sid "${sid}")'\r\n`;
  assertEquals(ann.heard(), lost('\\"x\\"') + lost("3"));
  await bob.says("PUB b 1\r\n1\r\nPUB a.secret 1\r\n2\r\nPUB a.open 1\r\n3\r\nPUB c 1\r\n4\r\nPING\r\n");
  assertEquals(ann.heard(), "MSG a.open 1 1\r\n3\r\nMSG c 4 1\r\n4\r\n");
  assertStringIncludes(await ann.says("PUB d 1\r\nx\r\n"), 'Permissions Violation for Publish to "d"');
  desk.gate.allow("ann");
  await desk.review();
  assertEquals(ann.heard(), "");
  await bob.says("PUB a.secret 1\r\n5\r\nPING\r\n");
  assertEquals(ann.heard(), "MSG a.secret 1 1\r\n5\r\n");
});

Deno.test("a client whose user is gone is told so and disconnected, and nobody else", async () => {
  await using desk = new Guarded();
  desk.gate.allow("ann");
  desk.gate.allow("bob");
  const [ann, bob] = [await desk.client(connect("ann")), await desk.client(connect("bob"))];
  const waiting = await desk.client("");
  await desk.gate.decide();
  desk.gate.grants.delete("ann");
  await desk.review();
  assertEquals(ann.heard(), "-ERR 'Authorization Violation'\r\n<end>");
  assertEquals(await bob.says("PING\r\n"), "PONG\r\n");
  assertEquals(waiting.heard(), "");
});

Deno.test("an authenticator that fails lets nobody in", async () => {
  await using desk = new Guarded();
  desk.gate.authenticate = () => Promise.reject(new Error("out of order"));
  const client = await desk.client("");
  assertEquals(await client.says(connect("ann")), "-ERR 'Authorization Violation'\r\n<end>");
});
