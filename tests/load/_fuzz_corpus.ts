/** How a stranger can begin with a listener, and what can be said there. Text is Latin-1. */
export interface Subject {
  /** What is said before the fuzz, for each state that a client can be in. */
  readonly states: Readonly<Record<string, readonly string[]>>;
  /** What is valid: it is mixed, damaged and cut. */
  readonly words: readonly string[];
  /** Makes something of the mixture, such as a frame around it. */
  readonly wrap?: (text: string, random: () => number) => string;
}

/** The user that the server lets in. */
export const USER = { user: "ada", password: "lovelace" } as const;

const CONNECT = (password: string) =>
  `CONNECT ${
    JSON.stringify({ verbose: false, headers: true, no_responders: true, user: USER.user, pass: password })
  }\r\n`;

/** What a NATS client can say. */
const NATS = [
  CONNECT(USER.password),
  CONNECT("wrong"),
  "CONNECT {}\r\n",
  'CONNECT {"verbose":true,"pedantic":true,"protocol":1}\r\n',
  'CONNECT {"auth_token":"x","sig":"AAAA","nkey":"UAAA","jwt":"a.b.c"}\r\n',
  "PING\r\n",
  "PONG\r\n",
  "SUB fuzz.* 1\r\n",
  "SUB fuzz.> pool 2\r\n",
  "SUB a.*.b.> 3\r\n",
  "UNSUB 1\r\n",
  "UNSUB 2 5\r\n",
  "PUB fuzz.a 5\r\nhello\r\n",
  "PUB fuzz.b fuzz.reply 0\r\n\r\n",
  "HPUB fuzz.c 12 14\r\nNATS/1.0\r\n\r\nhi\r\n",
  "PUB fuzz.big 1048577\r\n",
  "PUB a 99999999999999999999\r\n",
  "INFO {}\r\n",
  "+OK\r\n",
  "-ERR 'x'\r\n",
  "MSG a 1 2\r\nhi\r\n",
];

const UPGRADE = (path: string) =>
  `GET ${path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

/** A frame of which every bit may be anything: reserved ones, opcodes, the mask, and the form of the length. */
export function frame(text: string, random: () => number): string {
  const below = (end: number) => Math.floor(random() * end);
  const odd = random() < 0.4;
  const first = odd ? below(256) : 0x80 | [1, 2, 2, 2, 8, 9, 10, 0][below(8)]!;
  const form = below(odd ? 4 : 1);
  const masked = odd && random() < 0.5 ? 0 : 0x80;
  const { length } = text;
  let head = String.fromCharCode(first);
  if (form === 0 && length < 126) head += String.fromCharCode(masked | length);
  else if (form === 1 || (form === 0 && length < 65_536)) {
    head += String.fromCharCode(masked | 126, length >> 8 & 255, length & 255);
  } else {
    // Of the longest form the length may be one that nobody will ever send.
    const high = form === 3 ? below(256) : 0;
    head += String.fromCharCode(masked | 127, high, 0, 0, 0, 0, length >> 16 & 255, length >> 8 & 255, length & 255);
  }
  if (masked === 0) return head + text;
  const key = [below(256), below(256), below(256), below(256)];
  let body = "";
  for (let i = 0; i < length; i++) body += String.fromCharCode((text.charCodeAt(i) ^ key[i % 4]!) & 255);
  return head + String.fromCharCode(...key) + body;
}

const LINE = [
  "hello\n",
  "/join room\n",
  "/join a.b\n",
  "/nick bob\n",
  "/who\n",
  "/rooms\n",
  "/help\n",
  "/quit\n",
  "//x\n",
];
const LOGIN = `/login ${USER.user} ${USER.password}\n`;

const HTTP = [
  "GET /varz HTTP/1.1\r\n",
  "GET /connz?subs=1&limit=5&offset=-1 HTTP/1.1\r\n",
  "HEAD /metrics HTTP/1.0\r\n",
  "POST /actors HTTP/1.1\r\n",
  "GET /healthz?callback=a HTTP/1.1\r\n",
  "Host: localhost\r\n",
  "Content-Length: 10\r\n",
  "Transfer-Encoding: chunked\r\n",
  "Expect: 100-continue\r\n",
  "Upgrade: h2c\r\n",
  "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  `X-Long: ${"y".repeat(9_000)}\r\n`,
  "5\r\nhello\r\n0\r\n",
  "\r\n",
];

const HELLO =
  'NODE {"protocol":1,"id":"fuzzfuzzfuzzfuzzfuzzfu","name":"f","cluster":"mailroom","nonce":"AAAAAAAAAAAAAAAAAAAAAA","address":"*:9"}\r\n';
const NODE = [HELLO, "AUTH AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n", "+OK\r\n", "PING\r\n", "RS+ $G a\r\n"];

const TRACKER = [
  "ANNOUNCE c id 127.0.0.1:9 30\r\n",
  "ANNOUNCE c id *:9 999999 token\r\n",
  "LEAVE c id token\r\n",
  "PEERS c\r\n",
  "PEERS c id\r\n",
  "CLUSTERS\r\n",
  "HELP\r\n",
  "QUIT\r\n",
];

const HANDSHAKE = "\x16\x03\x01\x00\x2f\x01\x00\x00\x2b\x03\x03" + "r".repeat(32) +
  "\x00\x00\x04\x13\x01\x13\x02\x01\x00";

/** By the name of the listener. */
export const SUBJECTS: Readonly<Record<string, Subject>> = {
  nats: {
    states: {
      unread: [],
      refused: [CONNECT("wrong")],
      nobody: ["PING\r\n"],
      known: [CONNECT(USER.password)],
      subscribed: [CONNECT(USER.password), "SUB fuzz.> 9\r\nPUB fuzz.x 1\r\ny\r\n"],
    },
    words: NATS,
  },
  line: { states: { unread: [], refused: ["/login ada wrong\n"], known: [LOGIN] }, words: [...LINE, LOGIN] },
  udp: { states: { any: [] }, words: [...LINE, LOGIN, "/join 0123456789abcdef"] },
  ws: {
    states: {
      unread: [],
      upgraded: [UPGRADE("/")],
      known: [UPGRADE("/"), frame(CONNECT(USER.password), () => 0.5)],
      line: [UPGRADE("/line")],
      member: [UPGRADE("/line"), frame(LOGIN.trim(), () => 0.5)],
    },
    words: [...NATS, ...LINE],
    wrap: frame,
  },
  handshakes: { states: { any: [] }, words: [UPGRADE("/"), UPGRADE("/line"), ...HTTP, "Sec-WebSocket-Key: x\r\n"] },
  http: { states: { any: [] }, words: HTTP },
  node: { states: { unread: [], greeted: [HELLO], refused: [HELLO, "AUTH wrong\r\n"] }, words: NODE },
  tracker: { states: { any: [] }, words: TRACKER },
  trackerUdp: { states: { any: [] }, words: TRACKER },
  tls: {
    states: { unread: [], begun: [HANDSHAKE] },
    words: [HANDSHAKE, "\x15\x03\x03\x00\x02\x02\x28", "\x17\x03\x03\x40\x00"],
  },
  natsTls: { states: { unread: [], begun: [HANDSHAKE] }, words: [HANDSHAKE, ...NATS] },
};
