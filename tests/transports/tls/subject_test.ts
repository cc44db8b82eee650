import { assertEquals, assertNotEquals } from "@std/assert";
import { subjectText } from "../../../transports/tls/_subject.ts";

Deno.test("subjectText() writes the attributes from the bottom up, those that belong together with a plus sign", () => {
  assertEquals(
    subjectText("O=Example\nOU=a\nOU=b\nCN=ada", ["Example", "a", "b", "ada"]),
    "CN=ada,OU=b,OU=a,O=Example",
  );
  assertEquals(subjectText("CN=ada + emailAddress=a@b", ["ada", "a@b"]), "CN=ada+emailAddress=a@b");
  assertEquals(subjectText("", []), "");
});

Deno.test("subjectText() escapes what means something, so that no name passes for two", () => {
  const liar = subjectText("CN=ada,O=Example", ["ada,O=Example"]);
  assertEquals(liar, "CN=ada\\,O=Example");
  assertNotEquals(liar, subjectText("O=Example\nCN=ada", ["Example", "ada"]));
  assertEquals(subjectText('CN= #a+b "c"\\<>; ', [' #a+b "c"\\<>; ']), 'CN=\\ #a\\+b \\"c\\"\\\\\\<\\>\\;\\ ');
});

Deno.test("subjectText() is nothing where it could be read in two ways", () => {
  assertEquals(subjectText("CN=ada\nO=Example", ["ada\nO=Example"]), "");
  assertEquals(subjectText("CN=ada + O=Example", ["ada + O=Example"]), "");
});
