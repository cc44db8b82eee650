/**
 * A chat room for browsers, and for `nc`: the page, and the server that it talks to over WebSocket.
 *
 *     deno run --allow-net=127.0.0.1 examples/browser_chat.ts [HTTP_PORT [WS_PORT [LINE_PORT]]]
 */
import { startMailroom } from "@mailroom/mailroom";
import { peerText } from "@mailroom/mailroom/transports";
import page from "./browser_chat.html" with { type: "text" };

const [httpPort = 8080, wsPort = 9002, linePort = 9000] = Deno.args.map(Number);
const hostname = "127.0.0.1";

const http = Deno.serve({ hostname, port: httpPort, onListen() {} }, ({ url }) => {
  if (new URL(url).pathname !== "/") return new Response("Not found\n", { status: 404 });
  // The page is told where the server is: its WebSockets have another port than the page.
  if (!url.includes("server=")) return Response.redirect(`${url}?server=${peerText(mailroom.addresses.ws!)}/line`);
  return new Response(page, { headers: { "content-type": "text/html; charset=utf-8" } });
});
const origin = `http://${hostname}:${http.addr.port}`;

// Pages from anywhere else are refused: they could speak for whoever has opened them.
const mailroom = await startMailroom({
  hostname,
  line: { port: linePort },
  ws: { port: wsPort, allowedOrigins: [origin] },
});
console.log(`open ${origin}/`);
console.log(`listening ${peerText(mailroom.addresses.line!)}`);
