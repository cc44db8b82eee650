import fc from "fast-check";
import { mutated } from "../transports/protocols/nats/_arbitraries.ts";
import type { Script } from "./_nats_compare.ts";

const subject = fc.constantFrom("a", "b", "a.b", "a.b.c", "c", "*", "a.*", ">", "a.>", "a..b", ".a", "r.1", "r.2");
const pattern = fc.constantFrom("a", "b", "a.b", "*", "a.*", "*.b", ">", "a.>", "a.*.c", "r.*", "r.1", "a..b", ">.a");
const payload = fc.oneof(
  fc.constantFrom("", "x", "hello", "\r\n", "PUB a 0\r\n"),
  fc.string({ unit: "binary-ascii", maxLength: 12 }),
  fc.integer({ min: 100, max: 1_500 }).map((size) => "y".repeat(size)),
);
const reply = fc.constantFrom("", "", "", " r.1", " r.2", " r.3", " _R_.x");
const flag = fc.boolean();

const connect = fc.record({ verbose: flag, pedantic: flag, echo: flag, headers: flag }, { requiredKeys: [] }).chain((
  options,
) =>
  fc.record({ no_responders: options.headers === true ? flag : fc.constant(false) }).map((more) =>
    `CONNECT ${JSON.stringify({ ...options, ...more })}\r\n`
  )
);

/** One thing that a client does, and with what number of its own. */
type Doing = (number: number) => string;

const doing: fc.Arbitrary<Doing> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.tuple(subject, reply, payload).map(([subject, reply, payload]): Doing => () =>
      `PUB ${subject}${reply} ${payload.length}\r\n${payload}\r\n`
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(subject, reply, payload, payload).map(([subject, reply, head, payload]): Doing => () =>
      `HPUB ${subject}${reply} ${head.length} ${head.length + payload.length}\r\n${head}${payload}\r\n`
    ),
  },
  // Names are never used twice: which member of a group is served, and when a sid is free again, is chance.
  {
    weight: 4,
    arbitrary: fc.tuple(pattern, flag).map(([pattern, queue]): Doing => (number) =>
      `SUB ${pattern}${queue ? ` q${number}` : ""} ${number}\r\n`
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.nat(20), fc.constantFrom("", "", " 1", " 2", " 5", " 0")).map(
      ([back, max]): Doing => (number) => `UNSUB ${Math.max(0, number - back)}${max}\r\n`,
    ),
  },
  fc.constant((): string => "PING\r\n"),
);

/** Cuts a text in up to three. */
function cut(text: string, places: readonly number[]): string[] {
  const sorted = places.map((place) => place % (text.length + 1)).sort((a, b) => a - b);
  return [0, ...sorted].map((from, i) => text.slice(from, sorted[i])).filter((piece) => piece !== "");
}

/** What up to three clients do, who speak the protocol rightly. */
export const conversation: fc.Arbitrary<Script> = fc.tuple(
  fc.array(connect, { minLength: 3, maxLength: 3 }),
  fc.array(
    fc.record({
      who: fc.nat(2),
      doings: fc.array(doing, { minLength: 1, maxLength: 6 }),
      places: fc.array(fc.nat(), { maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 12 },
  ),
).map(([connects, steps]) => {
  let number = 0;
  const said = steps.map(({ who, doings, places }) => {
    // Numbers of different clients mean different things, so that each of them unsubscribes its own at times.
    const text = doings.map((doing) => doing(number = number + 1 + (who === number % 3 ? 0 : 1))).join("");
    return [who, ...cut(text, places)] as const;
  });
  return [...connects.map((text, who) => [who, text] as const), ...said];
});

/**
 * What a client says that makes mistakes. Line ends in subjects are left out, which the original passes on, and groups of
 * two, of which one is served by chance; and so is much at once, because the original takes some lines otherwise when a read ends there, and its first read is of 512 bytes.
 */
export const babble: fc.Arbitrary<Script> = fc.tuple(
  fc.constantFrom(
    'CONNECT {"verbose":false,"pedantic":false}\r\n',
    'CONNECT {"verbose":false,"headers":true}\r\n',
    "CONNECT {}\r\n",
  ),
  mutated.filter((text) => text.length < 500 && !/hm|\r(?!\n)|pub[ \t]+\n|\bq\b.*\bq\b|\bq2\b.*\bq2\b/is.test(text)),
).map(([connect, text]) => [[0, connect, text]]);
