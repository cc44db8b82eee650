import fc from "fast-check";

const blank = fc.constantFrom(" ", " ", " ", " ", "  ", "\t", " \t ");
const ending = fc.constantFrom("\r\n", "\r\n", "\r\n", "\r\n", "\n", " \r\n", "\t\n");
const name = fc.constantFrom("a", "b", "a.b", "a.*", ">", "foo.bar.baz", "_INBOX.x.1", "5", "007", "*.b", "a..b");
const payload = fc.oneof(
  fc.constantFrom("", "hello", "\r\n", "PUB a 0\r\n\r\n", "\n", "+OK\r\n", "x".repeat(300)),
  fc.string({ unit: "binary-ascii", maxLength: 30 }),
);

/** A verb with letters of either case. */
function verb(name: string): fc.Arbitrary<string> {
  return fc.constantFrom(name, name, name, name.toLowerCase(), name[0] + name.slice(1).toLowerCase());
}

/** A line of a verb and arguments. */
function line(name: string, ...args: fc.Arbitrary<string | undefined>[]): fc.Arbitrary<string> {
  return fc.tuple(verb(name), fc.tuple(...args), fc.array(blank, { minLength: 9, maxLength: 9 }), ending).map(
    ([verb, args, blanks, ending]) => {
      let text = verb;
      for (const arg of args) if (arg !== undefined) text += blanks.shift()! + arg;
      return text + ending;
    },
  );
}

const reply = fc.option(name, { nil: undefined });
const size = (length: number) => fc.constantFrom("", "", "", "0", "000").map((zeros) => `${zeros}${length}`);

const publish = payload.chain((payload) =>
  line("PUB", name, reply, size(payload.length)).map((line) => `${line}${payload}\r\n`)
);
const publishWithHeaders = fc.tuple(payload, payload).chain(([headers, payload]) =>
  line("HPUB", name, reply, size(headers.length), size(headers.length + payload.length))
    .map((line) => `${line}${headers}${payload}\r\n`)
);

/** One command as a client may send it. */
export const command: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: publish },
  { weight: 2, arbitrary: publishWithHeaders },
  { weight: 2, arbitrary: line("SUB", name, fc.option(fc.constantFrom("q", "q2"), { nil: undefined }), name) },
  line("UNSUB", name, fc.option(fc.constantFrom("0", "1", "12", "1234567890", "x"), { nil: undefined })),
  line("PING"),
  line("PONG"),
  line("+OK"),
  line("CONNECT", fc.constantFrom("{}", '{"verbose":false,"pedantic":false}', '{"headers": true}', "{")),
  line("INFO", fc.constantFrom("{}", "x")),
);

/** A stream of commands. */
export const commands: fc.Arbitrary<string> = fc.array(command, { maxLength: 12 }).map((all) => all.join(""));

/** A stream of commands with a few bytes that are wrong. */
export const mutated: fc.Arbitrary<string> = fc.tuple(
  commands,
  fc.array(
    fc.record({
      at: fc.nat(),
      cut: fc.nat({ max: 3 }),
      put: fc.oneof(
        fc.constantFrom("", " ", "\r", "\n", "\r\n", "\t", "0", "9", "-1", "PUB", "HMSG", "S", ".", ">", "\0"),
        fc.string({ unit: "binary-ascii", maxLength: 3 }),
      ),
    }),
    { minLength: 1, maxLength: 4 },
  ),
).map(([stream, changes]) => {
  let text = stream;
  for (const { at, cut, put } of changes) {
    const place = at % (text.length + 1);
    text = text.slice(0, place) + put + text.slice(place + cut);
  }
  return text;
});

/** Where a stream is cut; see `feedings`. */
export const places: fc.Arbitrary<number[]> = fc.array(fc.nat(), { maxLength: 6 });
