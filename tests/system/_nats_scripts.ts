import type { Script } from "./_nats_compare.ts";

const QUIET = 'CONNECT {"verbose":false,"pedantic":false}\r\n';
const HEADERS = 'CONNECT {"verbose":false,"pedantic":false,"headers":true,"no_responders":true}\r\n';

/** A script of one connection: each text in its turn. */
function one(...texts: string[]): Script {
  return texts.map((text) => [0, text]);
}

/** One script for each text, behind the same beginning. */
function each(begin: string, ...texts: string[]): Script[] {
  return texts.map((text) => one(begin, text));
}

const framing: Script[] = [
  one(QUIET, "SUB a 1\r\nPUB a 2\r\nhi\r\nPING\r\n", "UNSUB 1\r\nPUB a 2\r\nhi\r\n"),
  one(QUIET, "sUb a 1\npUb a 2\nhi\r\npInG\nUnSuB 1\n"),
  one(QUIET, "SUB  \t a\t1 \t\r\nPUB\ta   2\t\r\nhi\r\n"),
  one(QUIET, "PINGxyz\r\nPONG xyz\r\n+OKxyz\r\n+OK\r\nPONG\r\nPING\n"),
  one(QUIET, "SUB a 1\r\nPUB a 002\r\nhi\r\nPUB a r 000000002\r\nhi\r\n"),
  one(QUIET, "SUB a 1\r\nPUB a 20\r\nPUB a 0\r\n\r\nPONG\r\n.\n\r\n"),
  one(QUIET, `SUB ${" ".repeat(50_000)}a 1\r\nPUB a 0\r\n\r\n`, `PING${"x".repeat(50_000)}\r\n`),
  one("CONNECT{}\r\nINFO{}\r\nCONNECT\t {}\r\n"),
  one(QUIET, "SUB \na 1\nPUB a 0\r\n\r\n"),
  one(QUIET, "SUB a\rb 1\nPUB a 0\r\n\r\n"),
  ...each(
    QUIET,
    "PUB a 2\r\nhi\nPING\r\n",
    "PUB a 2\r\nhix\r\n",
    "PUB a 3\r\nhi\r\nx\r\n",
    "\r\n",
    "\n",
    " PING\r\n",
    "FOO\r\n",
    "MSG a 1 0\r\n\r\n",
    "A+ a\r\n",
    "A- a\r\n",
    "RS+ a b\r\n",
    "LS+ a\r\n",
    "PUB\r\n",
    "PUBx a 0\r\n",
    "UNSUB\r\n",
    "-ERR\r\n",
    "-ERR x\r\n",
    "-ERR 'x'\r\n",
    "CONNECT\r\n",
    "CONNECTx\r\n",
    "CONNECT {\r\n",
    "CONNECT \r\n",
    "SUB \r\n",
    "SUB a\r\n",
    "SUB a b c d\r\n",
    "UNSUB \r\n",
    "UNSUB 1 2 3\r\n",
    "PUB \r\n",
    "PUB a\r\n",
    "PUB a b c 1\r\n",
    "PUB a -1\r\n",
    "PUB a +1\r\n",
    "PUB a 0x1\r\n",
    "PUB a 1234567890\r\n",
    "PUB a 1.0\r\n",
    "INFO x\r\n",
    "INFO []\r\n",
    "INFO 1\r\n",
    "INFO null\r\n",
    'INFO {"server_id":"x"}\r\n',
    "HPUB a 0 0\r\n",
    `SUB ${"a".repeat(4_094)} 1\r\nPUB ${"a".repeat(4_094)} 0\r\n\r\n`,
    `SUB ${"a".repeat(4_095)} 1\r\n`,
    `PUB ${"a".repeat(5_000)}`,
    `CONNECT {"name":"${"a".repeat(4_085)}"}\r\n`,
    `CONNECT {"name":"${"a".repeat(4_086)}"}\r\n`,
  ),
  ...each(
    HEADERS,
    "HPUB a 3 2\r\n",
    "HPUB a 2\r\n",
    "HPUB a x 2\r\n",
    "HPUB a 0 x\r\n",
    "HPUB a b c 0 0\r\n",
    "HPUB a 0 -1\r\n",
  ),
];

const connecting: Script[] = [
  one("SUB a 1\r\nPUB a 0\r\n\r\n"),
  one("CONNECT {}\r\n", "SUB a 1\r\nPUB a 0\r\n\r\n"),
  one(QUIET, 'CONNECT {}\r\nSUB a 1\r\nCONNECT {"verbose":true}\r\nSUB b 2\r\n'),
  one('CONNECT {"verbose":false,"unknown":{"a":[1]},"toString":1,"__proto__":{}}\r\nSUB a 1\r\n'),
  one('CONNECT {"VERBOSE":false,"Pedantic":false}\r\nSUB a 1\r\nPUB a..b 0\r\n\r\n'),
  one('CONNECT {"verbose":true,"VERBOSE":false}\r\nSUB a 1\r\n'),
  one(
    "CONNECT null\r\n",
    'CONNECT {"verbose":null}\r\n',
    'CONNECT {"user":"u","pass":"p","auth_token":"t","jwt":"j"}\r\n',
  ),
  ...each(
    "PING\r\n",
    'CONNECT {"verbose":1}\r\n',
    'CONNECT {"verbose":"false"}\r\n',
    'CONNECT {"protocol":"1"}\r\n',
    'CONNECT {"protocol":1.5}\r\n',
    'CONNECT {"name":1}\r\n',
    "CONNECT []\r\n",
    "CONNECT 1\r\n",
    'CONNECT {"protocol":2}\r\n',
    'CONNECT {"protocol":-1}\r\n',
    'CONNECT {"protocol":1}\r\n',
    'CONNECT {"no_responders":true}\r\n',
    'CONNECT {"account":"x"}\r\n',
    'CONNECT {"new_account":true}\r\n',
    'CONNECT {"account":"x","protocol":2,"no_responders":true}\r\n',
    'CONNECT {"protocol":2,"no_responders":true}\r\n',
    'CONNECT {"name":"\xff"}\r\n',
  ),
];

const talking: Script[] = [
  // Verbose: what gets an +OK, and where it stands.
  one(
    'CONNECT {"headers":true}\r\n',
    "SUB a 1\r\nSUB a 1\r\nUNSUB x\r\nPUB a 0\r\n\r\nHPUB a 1 1\r\nh\r\nPUB b 0\r\n\r\nPING\r\nPONG\r\n+OK\r\nINFO {}\r\n",
    "SUB a..b 2\r\nPUB a..b 0\r\n\r\nPUB a _R_.x 0\r\n\r\nPUB _GR_.x 0\r\n\r\nSUB a _sys_ 2\r\nUNSUB 1 5\r\nUNSUB 1\r\n",
  ),
  // Pedantic: what is called invalid, and that it is delivered all the same.
  one(
    'CONNECT {"verbose":false,"headers":true}\r\n',
    "SUB > 1\r\nPUB a.* 0\r\n\r\nPUB > 0\r\n\r\nPUB a* 0\r\n\r\nPUB a.>.b 0\r\n\r\n",
    "PUB a..b 0\r\n\r\nPING\r\nPUB .a 0\r\n\r\nPING\r\nHPUB a. 0 0\r\n\r\nPING\r\nPUB . 0\r\n\r\n",
  ),
  one(QUIET, "SUB > 1\r\nPUB a.* 0\r\n\r\nPUB a..b 0\r\n\r\nPUB .a 0\r\n\r\nPUB a. 0\r\n\r\n"),
  // Echo off.
  one(
    'CONNECT {"verbose":false,"pedantic":false,"echo":false,"headers":true,"no_responders":true}\r\n',
    "SUB a 1\r\nSUB a q 2\r\nPUB a 0\r\n\r\n",
    "SUB r 3\r\nPUB a r 0\r\n\r\n",
  ),
  // What was caused before a mistake comes before the end.
  ...each(
    `${QUIET}SUB a 1\r\n`,
    "PUB a 0\r\n\r\nBOGUS\r\nPUB a 0\r\n\r\n",
    "PUB a 0\r\n\r\nSUB a\r\nPUB a 0\r\n\r\n",
    "PUB a 0\r\n\r\nPUB a 1048577\r\n",
    "PUB a 0\r\n\r\nHPUB a 0 0\r\n\r\n",
    "PUB a 0\r\n\r\nCONNECT x\r\n",
    'PUB a 0\r\n\r\nCONNECT {"protocol":7}\r\n',
  ),
];

const subjects: Script[] = [
  one(
    QUIET,
    "SUB * 1\r\nSUB > 2\r\nSUB a.* 3\r\nSUB a.> 4\r\nSUB a.*.c 5\r\nSUB *.b.> 6\r\nSUB a 7\r\nSUB a* 8\r\nSUB >x 9\r\n",
    ...["a", "b", "a.b", "a.b.c", "a.x.c", "b.b.b.b", "a*", ">x", "a.*", "a.>", "*", ">", "A", "a.B"].map((subject) =>
      `PUB ${subject} 1\r\nx\r\n`
    ),
  ),
  ...["a..b", ".a", "a.", ".", ">.a", "a.>.b", "..", "a...b"].map((subject) =>
    one(QUIET, `SUB ${subject} 1\r\nSUB a 1\r\nPUB a 0\r\n\r\nUNSUB 1\r\nPUB ${subject} 0\r\n\r\n`)
  ),
  ...["\xff", "\xc3\xa9", "\xef\xbb\xbfa", "a\0b", "a\x0bb", "\x7f", "a.\xff.b", "\xed\xa0\x80"].map((subject) =>
    one(
      QUIET,
      `SUB ${subject} ${subject}\r\nPUB ${subject} ${subject} 1\r\nx\r\nPUB a 1\r\nx\r\nSUB *.* 2\r\nPUB ${subject}.\xfe 0\r\n\r\n`,
    )
  ),
  one(QUIET, "SUB a 1\r\nPUB a r.* 0\r\n\r\nPUB a > 0\r\n\r\nPUB a ..r 0\r\n\r\n"),
  ...["_R_.", "_R_.x", "_R_", "$JS.ACK.", "$JS.ACK.x", "$JS.ACK", "_GR_.", "_GR_.x", "_GR_", '_R_."\x01', "_R_.\xff"]
    .map((
      reserved,
    ) => one(QUIET, `SUB > 1\r\nPUB a ${reserved} 0\r\n\r\n`, `PUB ${reserved} 0\r\n\r\n`)),
  one(QUIET, "SUB a _sys_ 1\r\nSUB a _sys_x 2\r\nPUB a 0\r\n\r\n"),
  one(QUIET, "SUB $SYS.x 1\r\nPUB $SYS.x 0\r\n\r\nSUB _INBOX.* 2\r\nPUB _INBOX.y 0\r\n\r\n"),
];

const PUB = "PUB a 1\r\nx\r\n";

const subscriptions: Script[] = [
  one(QUIET, `SUB a 1\r\nSUB b 1\r\n${PUB}PUB b 1\r\nx\r\n`),
  one(QUIET, `SUB a 1\r\nSUB a 2\r\nSUB a 3\r\nUNSUB 2\r\n${PUB}`),
  ...["0", "x", "-1", "1234567890", "00", "000000001"].map((max) =>
    one(QUIET, `SUB a 1\r\nUNSUB 1 ${max}\r\n${PUB}${PUB}`)
  ),
  one(QUIET, `SUB a 1\r\nUNSUB 1 3\r\n${PUB.repeat(5)}`),
  one(QUIET, `SUB a 1\r\n${PUB}UNSUB 1 3\r\n${PUB.repeat(5)}`),
  one(QUIET, `SUB a 1\r\n${PUB.repeat(3)}UNSUB 1 3\r\n${PUB.repeat(5)}`),
  one(QUIET, `SUB a 1\r\n${PUB.repeat(3)}UNSUB 1 2\r\n${PUB.repeat(5)}`),
  one(QUIET, `SUB a 1\r\nUNSUB 1 1\r\nUNSUB 1 3\r\n${PUB.repeat(5)}`),
  one(QUIET, `SUB a 1\r\nUNSUB 1 3\r\nUNSUB 1 1\r\n${PUB.repeat(5)}`),
  one(QUIET, `SUB a 1\r\nUNSUB 1 3\r\n${PUB}UNSUB 1\r\n${PUB.repeat(5)}`),
  one(QUIET, `SUB a 1\r\nUNSUB 1 1\r\n${PUB}`, `SUB b 1\r\nPUB b 1\r\ny\r\nPUB b 1\r\nz\r\n`),
  one(QUIET, `SUB a q 1\r\nUNSUB 1 2\r\n${PUB.repeat(5)}`),
  [[0, QUIET], [1, QUIET], [0, "SUB a 1\r\nUNSUB 1 2\r\n"], [1, PUB.repeat(4)], [0, "SUB a 1\r\n"], [1, PUB]],
  [[0, QUIET], [1, QUIET], [0, "SUB a q 1\r\nSUB a 2\r\n"], [1, "SUB a p 1\r\n"], [0, PUB], [1, PUB]],
  [[0, QUIET], [1, QUIET], [0, "SUB a 1\r\n"], [1, `${PUB}BOGUS\r\n`], [0, PUB]],
  [[0, QUIET], [1, QUIET], [1, "SUB a 1\r\nSUB a q 2\r\nBOGUS\r\n"], [0, `SUB a q 1\r\n${PUB}`]],
];

const HPUB = "HPUB a 12 14\r\nNATS/1.0\r\n\r\nhi\r\n";

const headers: Script[] = [
  [[0, HEADERS], [1, QUIET], [0, "SUB a 1\r\n"], [1, "SUB a 1\r\n"], [0, HPUB], [
    0,
    "HPUB a r 12 12\r\nNATS/1.0\r\n\r\n\r\n",
  ]],
  one(HEADERS, "SUB a 1\r\nHPUB a 0 2\r\nhi\r\nHPUB a 5 5\r\nwhat?\r\nHPUB a r 002 03\r\nhhp\r\n"),
  one('CONNECT {"verbose":false,"headers":true}\r\n', `SUB a 1\r\n${HPUB}`),
  one('CONNECT {"verbose":false,"headers":false}\r\n', HPUB),
];

const responders: Script[] = [
  one(HEADERS, "SUB r 1\r\nPUB a r 1\r\nx\r\n", "HPUB a r 1 1\r\nh\r\n", "PUB a 0\r\n\r\n"),
  one(HEADERS, "SUB r.* 1\r\nSUB > q 2\r\nPUB a.b.c r.1 0\r\n\r\n"),
  one(HEADERS, "SUB r.* 1\r\nPUB a.b.c r.1 0\r\n\r\nPUB a r.1.2 0\r\n\r\n"),
  one(HEADERS, "SUB r q 1\r\nPUB a r 0\r\n\r\n"),
  one(HEADERS, "PUB a r 0\r\n\r\nSUB r 1\r\nPUB a r 0\r\n\r\nUNSUB 1\r\nPUB a r 0\r\n\r\n"),
  one(HEADERS, "SUB r 1\r\nUNSUB 1 1\r\nPUB a r 0\r\n\r\nPUB a r 0\r\n\r\nPUB r 0\r\n\r\nPUB a r 0\r\n\r\n"),
  one(HEADERS, "SUB r 1\r\nPUB a..b r 0\r\n\r\nPUB a _R_.x 0\r\n\r\n"),
  one('CONNECT {"verbose":true,"headers":true,"no_responders":true}\r\n', "SUB r 1\r\nPUB a r 0\r\n\r\n"),
  one('CONNECT {"verbose":false,"headers":true}\r\n', "SUB r 1\r\nPUB a r 0\r\n\r\n"),
  [[0, HEADERS], [1, QUIET], [0, "SUB r 1\r\n"], [1, "SUB a 1\r\n"], [0, PUB.replace("a", "a r")], [
    1,
    "PUB r 2\r\nok\r\n",
  ]],
  [[0, HEADERS], [1, HEADERS], [1, "SUB r 1\r\n"], [0, "PUB a r 0\r\n\r\n"]],
];

/** Everything that is promised of commands, one connection or several. */
export const SCRIPTS: Readonly<Record<string, readonly Script[]>> = {
  framing,
  connecting,
  talking,
  subjects,
  subscriptions,
  headers,
  responders,
};

/** The same for servers with limits: 64 bytes of payload, 100 of control line, three subscriptions of three tokens. */
export const LIMITED: readonly Script[] = [
  one(QUIET, `SUB a 1\r\nPUB a 64\r\n${"x".repeat(64)}\r\n`, "PUB a 65\r\n"),
  one(HEADERS, `SUB a 1\r\nHPUB a 10 64\r\n${"x".repeat(64)}\r\n`, "HPUB a 10 65\r\n"),
  one(QUIET, "PUB a 999999999\r\n"),
  one("PUB a 65\r\n"),
  one(QUIET, `SUB ${"a".repeat(98)} 1\r\n`, `SUB ${"a".repeat(99)} 1\r\n`),
  one(QUIET, `PUB ${"a".repeat(101)}`),
  one(
    QUIET,
    "SUB a 1\r\nSUB b 2\r\nSUB c 3\r\nSUB d 4\r\nSUB a 1\r\nSUB a..b 5\r\nUNSUB 1\r\nSUB d 4\r\nPUB d 0\r\n\r\n",
  ),
  one("SUB a 1\r\nSUB b 2\r\nSUB c 3\r\nSUB d 4\r\n"),
  one(QUIET, 'SUB a.b.c 1\r\nSUB a.b.c.d 2\r\nSUB a.b.c." q 3\r\nSUB a.b.> 4\r\nPUB a.b.c.d.e 0\r\n\r\n'),
  one(QUIET, "SUB a.b.c.d _sys_ 1\r\nSUB a... 2\r\n"),
];
