import { assertEquals, assertMatch } from "@std/assert";
import { refusal, settings } from "./_config.ts";

Deno.test("readSettings() reads the block leaf, one or a list of them", () => {
  assertEquals(
    settings(`
      leaf {
        urls: ["nats://one:7422", "nats://two:7422"]
        name: node-1, cluster: mesh, account: A
        user: ada, password: 1234, deny_exports: ["a.>"], deny_imports: b
        credentials: /run/hub, ca_file: ca.pem, tls_name: hub.example
      }`).leafs,
    [{
      urls: ["nats://one:7422", "nats://two:7422"],
      name: "node-1",
      cluster: "mesh",
      account: "A",
      user: "ada",
      password: "1234",
      denyExports: ["a.>"],
      denyImports: ["b"],
      credentialsFile: "/run/hub",
      caFile: "ca.pem",
      serverName: "hub.example",
    }],
  );
  assertEquals(settings(`leaf [ { url: "nats://a" }, { url: "nats://b", token: x } ]`).leafs, [
    { urls: ["nats://a"] },
    { urls: ["nats://b"], token: "x" },
  ]);
});

Deno.test("readSettings() reads the remotes of nats-server's leafnodes", () => {
  assertEquals(
    settings(`
      leafnodes {
        listen: "127.0.0.1:-1"
        reconnect: 5
        remotes = [
          { url: "nats-leaf://ada:pass@hub:7422", account: "$G" }
          { urls: [ "tls://c1", "tls://c2" ], nkey: SUX
            tls: { ca_file: "./ca.pem", cert_file: "c", key_file: "k", timeout: 3, handshake_first: true } }
        ]
      }`).leafs,
    [
      { urls: ["nats-leaf://ada:pass@hub:7422"], account: "$G" },
      {
        urls: ["tls://c1", "tls://c2"],
        nkey: "SUX",
        caFile: "./ca.pem",
        certFile: "c",
        keyFile: "k",
        handshakeFirst: true,
      },
    ],
  );
  assertEquals(settings("leafnodes { port: 7422 }").leafs, undefined);
});

Deno.test("readSettings() refuses a leaf without a hub, and what it cannot do, with the line", () => {
  assertMatch(refusal("leaf { name: x }")!, /test.conf:1.*leaf: wanted a url in each/);
  assertMatch(refusal("leaf: nats://a")!, /wanted a block in braces/);
  assertMatch(refusal('leafnodes { remotes: [ { url: "nats://a", hub: true } ] }')!, /remotes.hub: .* not supported/);
  assertMatch(
    refusal('leafnodes { remotes: [ { url: "nats://a"\n tls { insecure: true } } ] }')!,
    /test.conf:2.*tls.insecure: .*not supported/,
  );
  assertMatch(refusal("leafnodes { remote: [] }")!, /unknown field "leafnodes.remote"; did you mean "remotes"/);
});
