import { assertEquals, assertStringIncludes } from "@std/assert";
import { type Browser, chromium, type Page } from "playwright-core";
import { dial } from "../system/_dial.ts";
import { within } from "../_within.ts";
import { Example } from "./_example.ts";

const CHROMIUM = "/usr/bin/chromium";
const present = await Deno.stat(CHROMIUM).then(() => true, () => false);
if (!present) console.warn(`browser_chat.html is not tested: there is no ${CHROMIUM} (Debian's package chromium)`);

/** The example, a browser, and what its pages complain of. */
class Stage implements AsyncDisposable {
  readonly complaints: string[] = [];
  readonly #example: Example;
  readonly #browser: Browser;
  readonly url: string;
  readonly line: number;

  private constructor(example: Example, browser: Browser, url: string, line: number) {
    this.#example = example;
    this.#browser = browser;
    this.url = url;
    this.line = line;
  }

  static async open(): Promise<Stage> {
    const example = new Example("browser_chat.ts", { permissions: ["--allow-net=127.0.0.1"], args: ["0", "0", "0"] });
    const url = /^open (http:\S+)$/.exec(await example.line() ?? "")![1]!;
    const line = await example.port();
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
    return new Stage(example, browser, url, line);
  }

  /** A page of somebody who has come in. */
  async enter(name: string, room = "lobby"): Promise<Page> {
    const page = await (await this.#browser.newContext()).newPage();
    page.setDefaultTimeout(10_000);
    page.on("pageerror", (error) => this.complaints.push(error.message));
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) this.complaints.push(message.text());
    });
    await page.goto(this.url);
    await page.getByLabel("Your name").fill(name);
    await page.getByLabel("Room").fill(room);
    await page.getByRole("button", { name: "Come in" }).click();
    await page.getByText(`you are in ${room}`, { exact: true }).waitFor();
    return page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    await this.#example[Symbol.asyncDispose]();
  }
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByLabel("Message", { exact: true }).fill(text);
  await page.keyboard.press("Enter");
}

Deno.test({
  name: "browser_chat.html lets two pages and a client over TCP chat, and shows who is there",
  ignore: !present,
  // The driver of the browser keeps what it has begun until the program ends.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    await using stage = await Stage.open();
    const ann = await stage.enter("ann");
    const ben = await stage.enter("ben");
    await using tcp = await dial(stage.line);
    assertStringIncludes(await tcp.line(), "Welcome");
    await tcp.send("/nick tom\n/who\n");
    assertEquals(await tcp.lines(2), ["* you are tom", "* in lobby: ann, ben, tom"]);

    await say(ann, "hello <b>all</b> – größer");
    assertEquals(Array.from(await tcp.line(), (c) => c.charCodeAt(0)), [
      ...new TextEncoder().encode("ann: hello <b>all</b> – größer"),
    ]);
    await ben.getByText("hello <b>all</b> – größer", { exact: false }).waitFor();
    assertEquals(await ben.locator("#log .said b").first().textContent(), "ann");
    await say(ben, "hi ann");
    await ann.getByText("hi ann").waitFor();
    assertEquals(await tcp.line(), "ben: hi ann");
    // Bytes that are no text must not cut the pages off.
    await tcp.send(new Uint8Array([0x66, 0x72, 0x6f, 0x6d, 0x20, 0xff, 0x0a]));
    await ann.getByText("from \ufffd").waitFor();
    await ben.getByText("from \ufffd").waitFor();

    await ann.locator("#who li", { hasText: "tom" }).waitFor();
    assertEquals(await ann.locator("#who li").allTextContents(), ["ann", "ben", "tom"]);
    assertEquals(await ann.getByRole("status").textContent(), "connected as ann");
    assertEquals(stage.complaints, []);
  },
});

Deno.test({
  name: "browser_chat.html connects again when the server is back, and keeps what was said",
  ignore: !present,
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    await using stage = await Stage.open();
    const page = await stage.enter("ann", "hall");
    await say(page, "before");
    // The page cannot tell this from a server that is gone.
    await page.evaluate("socket.close()");
    await page.getByRole("status").filter({ hasText: "not connected" }).waitFor();
    await page.getByRole("status").filter({ hasText: "connected as ann" }).waitFor();
    await using tcp = await dial(stage.line);
    await tcp.send("/join hall\n/who\n");
    await within(tcp.lines(2), "the room");
    assertEquals(await tcp.line(), "* in hall: ann, tcp-3");
    await tcp.send("after\n");
    await page.locator("#log .said", { hasText: "after" }).waitFor();
    assertEquals(await page.locator("#log .said").allTextContents(), ["annbefore", "somebodyafter"]);
  },
});

Deno.test("browser_chat.ts tells the page where the server is, and refuses pages from elsewhere", async () => {
  await using example = new Example("browser_chat.ts", {
    permissions: ["--allow-net=127.0.0.1"],
    args: ["0", "0", "0"],
  });
  const url = /^open (http:\S+)$/.exec(await example.line() ?? "")![1]!;
  const response = await fetch(url);
  assertEquals(response.headers.get("content-type"), "text/html; charset=utf-8");
  assertEquals(
    await response.text(),
    await Deno.readTextFile(new URL("../../examples/browser_chat.html", import.meta.url)),
  );
  const server = new URL(new URL(response.url).searchParams.get("server")!);
  assertEquals(server.pathname, "/line");
  const status = async (origin: string) => {
    const conn = await Deno.connect({ hostname: "127.0.0.1", port: Number(server.port) });
    await conn.write(new TextEncoder().encode(
      `GET /line HTTP/1.1\r\nHost: ${server.host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nOrigin: ${origin}\r\n` +
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
    ));
    const buffer = new Uint8Array(100);
    const size = await conn.read(buffer);
    conn.close();
    return new TextDecoder().decode(buffer.subarray(9, Math.min(size!, 12)));
  };
  assertEquals(await status(new URL(url).origin), "101");
  assertEquals(await status(`http://${server.host}`), "403");
  assertEquals(await status("null"), "403");
  assertEquals(await fetch(`${url}other`).then(async (response) => (await response.text(), response.status)), 404);
});
