import { assertEquals } from "@std/assert";
import { readServerAddress, serverAddressText } from "../../../cli/client/server_address.ts";

Deno.test("readServerAddress() knows by the scheme whether TLS is wanted, and serverAddressText() says so", () => {
  for (
    const [text, secure, shown] of [
      ["h", false, "nats://h:4222"],
      ["nats://h:1", false, "nats://h:1"],
      ["tls://h", true, "tls://h:4222"],
      ["TLS://ada:secret@[::1]:5", true, "tls://[::1]:5"],
    ] as const
  ) {
    const address = readServerAddress(text)!;
    assertEquals([address.secure, serverAddressText(address)], [secure, shown], text);
  }
  for (const wrong of ["http://h", "tls:h", "tls://", "tls://h/path"]) {
    assertEquals(readServerAddress(wrong), undefined, wrong);
  }
});
