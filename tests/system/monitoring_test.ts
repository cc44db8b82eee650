import { assertEquals } from "@std/assert";
import { within } from "../_within.ts";
import { connect, natsServer, ready } from "./_nats_server.ts";
import { Lines } from "./_server.ts";

const SCRIPT = "SUB a.b q 7\r\nSUB c.> 8\r\nUNSUB 8 10\r\nPUB c.d 2\r\nhi\r\nPING\r\n";
const PAGES = [
  "varz",
  "connz",
  "connz?subs=detail",
  "connz?subs=1",
  "subsz",
  "subsz?subs=1&test=c.d",
  "healthz",
  "routez",
];
/** Fields that only one of the two has: what it is about is not there in the other. */
const APART = ["system_account", "counters"];

const installed = await new Deno.Command("nats-server", { args: ["--version"], stdout: "null", stderr: "null" })
  .output()
  .then(({ success }) => success, () => false);

Deno.test({
  name: "main.ts nats-server has the pages of nats-server: every field with its type and form",
  ignore: !installed,
  async fn() {
    await using ours = natsServer("-a", "127.0.0.1", "-p", "-1", "-m", "-1");
    await ready(ours);
    const theirs = new Deno.Command("nats-server", {
      args: ["-a", "127.0.0.1", "-p", "-1", "-m", "-1"],
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const log = new Lines(theirs.stderr, "the log of nats-server");
    try {
      await log.like(/Server is ready/);
      for (const path of ["unknown", "connz?sort=foo", "connz?limit=x", "connz?sort=stop", "subsz?subs=1&test=a..b"]) {
        const [mine, wanted] = await Promise.all([status(ours.stderr, path), status(log, path)]);
        assertEquals(mine, wanted, path);
      }
      assertEquals(await forms(ours.stderr), await forms(log));
    } finally {
      theirs.kill("SIGKILL");
      await theirs.status;
      await log.done;
    }
  },
});

/** The forms of all pages of a server that has one client. */
async function forms(log: Lines): Promise<Record<string, unknown>> {
  const port = Number(/\d+$/.exec(await log.like(/Listening for client connections on/))![0]);
  await using client = await connect(port, { protocol: 1, name: "probe", lang: "x", version: "1" });
  await client.send(SCRIPT);
  while (await client.line() !== "PONG\r");
  const pages: [string, unknown][] = [];
  for (const path of PAGES) pages.push([path, form(await (await get(log, path)).json())]);
  return Object.fromEntries(pages);
}

async function status(log: Lines, path: string): Promise<unknown> {
  const response = await get(log, path);
  await response.text();
  return [response.status, response.headers.get("content-type")];
}

async function get(log: Lines, path: string): Promise<Response> {
  const monitor = /\d+$/.exec(await log.like(/Starting http monitor on/))![0];
  return await within(fetch(`http://127.0.0.1:${monitor}/${path}`), path);
}

/** What is left of a value when only its form counts. Lists have the form of their elements, in any order. */
function form(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => JSON.stringify(form(each))).sort();
  if (typeof value === "string") return formOf(value);
  if (typeof value !== "object" || value === null) return typeof value;
  return Object.fromEntries(
    Object.entries(value)
      // It is there as soon as it is known, which is when each server likes.
      .filter(([key]) => key !== "rtt" && !APART.includes(key))
      .map(([key, value]) => [key, form(value)]),
  );
}

function formOf(text: string): string {
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(text)) return "moment";
  if (/^(\d+[ydhm])*\d+s$/.test(text)) return "span";
  if (/^N[A-Z2-7]{55}$/.test(text)) return "id";
  return /^\d+\.\d+\.\d+$/.test(text) ? "version" : `text${text === "" ? ", empty" : ""}`;
}
