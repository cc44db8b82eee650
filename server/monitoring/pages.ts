import type { HttpHandler } from "../../transports/http.ts";
import { connz } from "./connz.ts";
import { leafz } from "./leafz.ts";
import { metrics } from "./metrics.ts";
import { BadQuery } from "./query.ts";
import { routez } from "./routez.ts";
import { type Snapshot, snapshot, type Sources } from "./sources.ts";
import { subsz } from "./subsz.ts";
import { varz } from "./varz.ts";

type Page = (sources: Sources, snapshot: Snapshot, query: URLSearchParams) => Record<string, unknown>;

const PAGES: Readonly<Record<string, Page>> = {
  "/varz": varz,
  "/connz": connz,
  "/subsz": subsz,
  "/subscriptionsz": subsz,
  "/routez": routez,
  "/leafz": leafz,
};
const NAMES: readonly string[] = [...Object.keys(PAGES), "/healthz", "/metrics", "/actors"];

/** Answers for the pages of the server: those of nats-server, `/metrics`, and the tree of actors. */
export function monitoringPages(sources: Sources): HttpHandler {
  return async (request) => {
    const url = new URL(request.url);
    const path = url.pathname;
    if (NAMES.includes(path)) sources.requests.set(path, (sources.requests.get(path) ?? 0) + 1);
    if (request.method !== "GET" && request.method !== "HEAD") return text("wanted GET or HEAD\n", 405);
    try {
      return await answer(sources, path, url.searchParams);
    } catch (error) {
      if (error instanceof BadQuery) return text(`${error.message}\n`, 400);
      return json({ status: "unavailable", error: error instanceof Error ? error.message : "unknown" }, "", {
        status: 503,
        indent: 0,
      });
    }
  };
}

async function answer(sources: Sources, path: string, query: URLSearchParams): Promise<Response> {
  // As a script a page is open to every site whose visitor's browser reaches it.
  const callback = sources.scripts ? query.get("callback") ?? "" : "";
  if (callback !== "" && !/^[\w$.]{1,64}$/.test(callback)) throw new BadQuery("wanted a name for callback");
  // In one line, because some look for the very text.
  if (path === "/healthz") return json({ status: "ok" }, callback, { indent: 0 });
  if (path === "/actors") return json(sources.system.tree(), callback);
  if (path === "/") return text(NAMES.map((name) => `${name}\n`).join(""), 200);
  const page = Object.hasOwn(PAGES, path) ? PAGES[path] : undefined;
  if (page === undefined && path !== "/metrics") return text("404 page not found\n", 404);
  const now = await snapshot(sources);
  if (page === undefined) return text(metrics(sources, now), 200, "text/plain; version=0.0.4; charset=utf-8");
  return json(page(sources, now, query), callback);
}

function json(value: unknown, callback: string, form: { status?: number; indent?: number } = {}): Response {
  const { status = 200, indent = 2 } = form;
  const body = JSON.stringify(value, null, indent);
  if (callback === "") return new Response(body, { status, headers: { "content-type": "application/json" } });
  return new Response(`${callback}(${body})`, { status, headers: { "content-type": "application/javascript" } });
}

function text(body: string, status: number, type = "text/plain; charset=utf-8"): Response {
  return new Response(body, { status, headers: { "content-type": type } });
}
