import { assertEquals, assertStringIncludes } from "@std/assert";
import { within } from "./_within.ts";

Deno.test("nats_in_tests.ts is a suite that passes with --allow-net=127.0.0.1 alone", async () => {
  const suite = new URL("../../examples/nats_in_tests.ts", import.meta.url).href;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", "--no-prompt", "--allow-net=127.0.0.1", suite],
    env: { NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const output = child.output();
  try {
    const { code, stdout } = await within(output, "the end of the suite");
    const printed = new TextDecoder().decode(stdout);
    assertEquals(code, 0, printed);
    assertStringIncludes(printed, "2 passed");
  } catch (error) {
    try {
      child.kill();
    } catch (gone) {
      if (!(gone instanceof TypeError)) throw gone; // It has ended already.
    }
    await output;
    throw error;
  }
});
