import { assertEquals, assertStringIncludes } from "@std/assert";
import { refusal, settings } from "./_config.ts";

Deno.test("readSettings() reads the block nodes", () => {
  assertEquals(
    settings(`nodes {
      listen: "0.0.0.0:9100", peers: ["a.example:9100", "[::1]:9100"], cluster: blue, name: ada
      secret_file: "/run/secret", advertise: "here.example:9100", trackers: "t.example:9200", ping_interval: "500ms"
    }`).nodes,
    {
      host: "0.0.0.0",
      port: 9_100,
      peers: ["a.example:9100", "[::1]:9100"],
      cluster: "blue",
      name: "ada",
      secretFile: "/run/secret",
      advertise: "here.example:9100",
      trackers: ["t.example:9200"],
      pingInterval: 500,
    },
  );
});

Deno.test("readSettings() refuses what is wrong in the block nodes, by its name", () => {
  assertStringIncludes(refusal('nodes { peers: ["nowhere"] }')!, "nodes.peers: wanted host:port");
  assertStringIncludes(refusal('nodes { advertise: ":9" }')!, "nodes.advertise: wanted host:port");
  assertStringIncludes(refusal("nodes { prot: 1 }")!, 'did you mean "port"?');
});
