import { assertEquals, assertLessOrEqual, assertStringIncludes } from "@std/assert";
import { ProgressBar, progressText } from "../../../cli/commands/_progress.ts";

Deno.test("progressText() shows the share, the figures and the speed", () => {
  assertEquals(
    progressText({ done: 250_000, total: 1_000_000, seconds: 0.5 }, 80),
    `[${"#".repeat(10)}${"-".repeat(30)}]  25% 250,000/1,000,000 500,000/s`,
  );
  assertStringIncludes(progressText({ done: 7, total: 7, seconds: 1 }, 80), `[${"#".repeat(40)}] 100% 7/7 7/s`);
});

Deno.test("progressText() keeps within the columns that there are", () => {
  for (let columns = 0; columns < 100; columns++) {
    assertLessOrEqual(progressText({ done: 1_000, total: 3_000, seconds: 1 }, columns).length, columns);
  }
});

Deno.test("ProgressBar says nothing of what is done soon", () => {
  const written: string[] = [];
  let now = 0;
  {
    using bar = new ProgressBar(10, (text) => written.push(text), () => 80, () => now);
    for (now = 0; now < 300; now += 50) bar.update(1);
  }
  assertEquals(written, []);
});

Deno.test("ProgressBar shows itself ten times a second, and goes away", () => {
  const written: string[] = [];
  let now = 0;
  {
    using bar = new ProgressBar(1_000, (text) => written.push(text), () => 31, () => now);
    for (now = 0; now < 500; now++) bar.update(now);
  }
  assertEquals(written, [
    "\r\x1b[K" + progressText({ done: 300, total: 1_000, seconds: 0.3 }, 30),
    "\r\x1b[K" + progressText({ done: 400, total: 1_000, seconds: 0.4 }, 30),
    "\r\x1b[K",
  ]);
});
