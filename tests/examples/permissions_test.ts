import { assertEquals, assertStringIncludes } from "@std/assert";
import { within } from "./_within.ts";

const entry = new URL("../../mod.ts", import.meta.url).href;

/** Runs a program with the library and these flags alone, without the project's deno.json; what it prints. */
async function printed(flags: readonly string[], program: string): Promise<string> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "--no-config", ...flags, "-"],
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const input = child.stdin.getWriter();
  await input.write(
    new TextEncoder().encode(`import { serveTcp, serveUdp, startMailroom } from "${entry}";\n${program}`),
  );
  await input.close();
  const output = child.output();
  try {
    return new TextDecoder().decode((await within(output, "the end of the program")).stdout).trim();
  } catch (error) {
    child.kill();
    await output;
    throw error;
  }
}

const protocol = "() => ({ received() {} })";
const serve = (name: string) => `
  try {
    ${name}({ port: 0, protocol: ${protocol} });
    console.log("listening");
  } catch (error) {
    console.log(String(error));
  }
  Deno.exit();
`;

Deno.test("serveTcp() needs --allow-net for its address and nothing else", async () => {
  assertStringIncludes(await printed([], serve("serveTcp")), "NotCapable");
  assertEquals(await printed(["--allow-net=127.0.0.1"], serve("serveTcp")), "listening");
});

Deno.test("serveUdp() needs --allow-net and --unstable-net and says so", async () => {
  assertStringIncludes(await printed(["--allow-net=127.0.0.1"], serve("serveUdp")), "--unstable-net");
  assertStringIncludes(await printed(["--unstable-net"], serve("serveUdp")), "NotCapable");
  assertEquals(await printed(["--allow-net=127.0.0.1", "--unstable-net"], serve("serveUdp")), "listening");
});

Deno.test("startMailroom() that listens on nothing needs no permission", async () => {
  const program = `
    const mailroom = await startMailroom();
    mailroom.subscribe("a.*", ({ subject }) => {
      console.log(subject);
      Deno.exit();
    });
    mailroom.publish("a.b", "");
  `;
  assertEquals(await printed([], program), "a.b");
});
