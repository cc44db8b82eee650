import { assertEquals } from "@std/assert";
import { startMailroom } from "../../mod.ts";
import { enter } from "./_dial.ts";

/** Whether there is an nc here that can end its half of a connection. */
async function hasNc(): Promise<boolean> {
  try {
    const { stderr } = await new Deno.Command("nc", { args: ["-h"] }).output();
    return /^\s*-N/m.test(new TextDecoder().decode(stderr)) || new TextDecoder().decode(stderr).includes("OpenBSD");
  } catch {
    return false;
  }
}

Deno.test({
  name: "chat: nc that is given a few lines prints the answers to them, and ends",
  ignore: !await hasNc(),
  fn: async () => {
    await using mailroom = await startMailroom({ line: { port: 0 } });
    const { port } = mailroom.addresses.line!;
    await using bob = await enter(port, "Bob");
    const nc = new Deno.Command("nc", {
      args: ["-N", "127.0.0.1", `${port}`],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const writer = nc.stdin.getWriter();
    await writer.write(new TextEncoder().encode("/nick Ada\nhello\n/who\n"));
    await writer.close();
    const { code, stdout } = await nc.output();
    assertEquals([code, new TextDecoder().decode(stdout).split("\n")], [0, [
      "Welcome to room lobby. /help lists the commands",
      "* you are Ada",
      "* in lobby: Bob, Ada",
      "",
    ]]);
    assertEquals(await bob.line(), "Ada: hello");
  },
});
