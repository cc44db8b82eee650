import { assertEquals, assertThrows } from "@std/assert";
import { withNatsTls } from "../../cli/nats_tls.ts";
import { readNatsFlags } from "../../cli/nats_flags.ts";
import { UsageError } from "../../cli/usage_error.ts";

Deno.test("readNatsFlags() takes one dash or two, and an equals sign or a blank", () => {
  const wanted = { port: 4333, host: "h", httpPort: -1, serverName: "n" };
  for (
    const args of [
      ["-p", "4333", "-a", "h", "-m", "-1", "-n", "n"],
      ["--port=4333", "--addr=h", "--http_port=-1", "--server_name=n"],
      ["-port", "4333", "-net", "h", "-http_port", "-1", "-name", "n"],
      ["--p=4333", "--a", "h", "--m", "-1", "--n=n"],
    ]
  ) assertEquals(readNatsFlags(args).settings, wanted, args.join(" "));
});

Deno.test("readNatsFlags() takes everything that the help lists", () => {
  assertEquals(
    readNatsFlags(["-c", "f", "-P=p", "--ports_file_dir", "d", "-DV", "-t", "-v", "-h", "-T"]),
    {
      settings: { pidFile: "p", portsFileDir: "d", debug: true, trace: true },
      tls: {},
      tlsOn: undefined,
      config: "f",
      test: true,
      version: true,
      help: true,
    },
  );
  assertEquals(readNatsFlags(["-D=false", "--trace=true"]).settings, { debug: false, trace: true });
  assertEquals(readNatsFlags(["-p", "1", "-p", "2", "-n", "a=b"]).settings, { port: 2, serverName: "a=b" });
  assertEquals(readNatsFlags([]).settings, {});
});

Deno.test("readNatsFlags() refuses what it does not know, by its name", () => {
  const refusals: [string[], string][] = [
    [["-prot", "1"], "Cannot use -prot: there is no such flag, did you mean -port?"],
    [["--constructor"], "Cannot use -constructor: there is no such flag, see --help for those there are"],
    [["-p"], "Cannot use -p without a value"],
    [["-n="], "Cannot use -n without a value"],
    [["-p", "65536"], 'Cannot use --port "65536": wanted a port from 0 to 65535, or -1 for a free one'],
    [["-m", "-2"], 'Cannot use --http_port "-2": wanted a port from 0 to 65535, or -1 for a free one'],
    [["start"], 'Cannot use the argument "start": wanted only flags'],
    [["-"], 'Cannot use the argument "-": wanted only flags'],
  ];
  for (const [args, message] of refusals) {
    assertEquals(assertThrows(() => readNatsFlags(args), UsageError).message, message);
  }
});

Deno.test("readNatsFlags() takes who may connect, and shows no secret", () => {
  assertEquals(readNatsFlags(["--user", "u", "-pass=p"]).settings.auth, { user: "u", password: "p" });
  assertEquals(readNatsFlags(["--auth", "t"]).settings.auth, { token: "t" });
  for (const name of ["user", "pass", "auth"]) {
    assertEquals(
      assertThrows(() => readNatsFlags([`--${name}`]), UsageError).message,
      `Cannot use -${name} without a value`,
    );
  }
});

Deno.test("readNatsFlags() takes what nats-server does of TLS", () => {
  const { tls, tlsOn } = readNatsFlags(["--tls", "--tlscert", "c", "-tlskey=k", "--tlscacert", "a", "-tlsverify"]);
  assertEquals([tls, tlsOn], [{ certFile: "c", keyFile: "k", caFile: "a", verify: "required" }, true]);
  assertEquals(readNatsFlags(["--tls=false"]).tlsOn, false);
});

Deno.test("withNatsTls() puts each flag of TLS above what the file says of it", () => {
  const file = { port: 1, tls: { certFile: "c", keyFile: "k" } };
  assertEquals(withNatsTls(file, readNatsFlags([])), file);
  assertEquals(withNatsTls(file, readNatsFlags(["--tlscert", "d", "-p", "2"])), {
    port: 2,
    tls: { certFile: "d", keyFile: "k" },
  });
  assertEquals(withNatsTls(file, readNatsFlags(["--tls=false"])), { port: 1 });
  assertThrows(() => withNatsTls({}, readNatsFlags(["--tls"])), Error, "certificate must be present");
  assertThrows(() => withNatsTls({}, readNatsFlags(["--tlscert", "c"])), Error, "private key must be present");
});
