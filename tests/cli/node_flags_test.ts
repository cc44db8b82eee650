import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { readFlags } from "../../cli/flags.ts";
import { nodeFlags, nodeOptions } from "../../cli/node_flags.ts";
import { UsageError } from "../../cli/usage_error.ts";
import type { NodeSettings } from "../../server/config/nodes.ts";

function options(args: string[], settings: NodeSettings = {}) {
  return nodeOptions(readFlags(args, nodeFlags(settings)), settings).node;
}

Deno.test("nodeOptions() links to nobody where nothing is said of nodes", () => {
  assertEquals(options([]), undefined);
  assertEquals(options(["--cluster", "blue", "--secret", "x"]), undefined);
});

Deno.test("nodeOptions() takes flags, several peers and trackers too", () => {
  const args = ["--node", "0", "--peer", "a:1", "--peer=[::1]:2", "--tracker", "t:3", "--cluster", "blue"];
  assertEquals(options([...args, "--node-name", "ada", "--node-advertise", "x:4", "--secret", "s"]), {
    port: 0,
    peers: ["a:1", "[::1]:2"],
    trackers: ["t:3"],
    cluster: "blue",
    name: "ada",
    advertise: "x:4",
    secret: "s",
  });
  assertEquals(options(["--peer", "a:1"])?.port, undefined);
});

Deno.test("nodeOptions() takes what a configuration file says; flags go before it, and peers are added", () => {
  const settings = { port: -1, host: "h", peers: ["a:1"], cluster: "blue", secret: "s", pingInterval: 5 };
  assertEquals(options(["--peer", "b:2", "--cluster", "red"], settings), {
    port: 0,
    hostname: "h",
    peers: ["a:1", "b:2"],
    trackers: [],
    cluster: "red",
    secret: "s",
    pingInterval: 5,
  });
});

Deno.test("nodeOptions() reads the secret from a file, without the line end, and refuses an empty one", async () => {
  const file = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(file, "open sesame\n");
    assertEquals(options(["--node", "0", "--secret-file", file])?.secret, "open sesame");
    await Deno.writeTextFile(file, "\n");
    assertThrows(() => options(["--node", "0", "--secret-file", file]), UsageError, "it is empty");
  } finally {
    await Deno.remove(file);
  }
  assertThrows(() => options(["--node", "0", "--secret-file", file]), UsageError, "Cannot read the secret");
});

Deno.test("nodeOptions() takes the secret from the environment where nothing else says it", () => {
  Deno.env.set("MAILROOM_SECRET", "of the environment");
  try {
    assertEquals(options(["--node", "0"])?.secret, "of the environment");
    assertEquals(options(["--node", "0", "--secret", "said"])?.secret, "said");
  } finally {
    Deno.env.delete("MAILROOM_SECRET");
  }
});

Deno.test("nodeFlags() refuses what is no address", () => {
  for (const wrong of ["nowhere", ":1", "a:b", "a:70000"]) {
    const error = assertThrows(() => options(["--peer", wrong]), UsageError);
    assertStringIncludes(error.message, "wanted HOST:PORT");
  }
});
