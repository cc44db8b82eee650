/** A certificate and its key, in PEM. */
export interface Pair {
  readonly cert: string;
  readonly key: string;
}

/** What is special about a certificate. */
export interface CertificateOptions {
  /** The subject, as openssl writes it. */
  readonly subject?: string;
  /** Alternative names, as openssl writes them; none for an empty text. */
  readonly names?: string;
  /** Days that it is still good; one that has ended with -1. */
  readonly days?: number;
}

/** An authority for tests, made anew with `openssl` each time. */
export class Authority {
  /** Its own certificate, in PEM. */
  readonly cert: string;
  readonly #key: string;

  private constructor({ cert, key }: Pair) {
    this.cert = cert;
    this.#key = key;
  }

  /** Makes one. */
  static async make(name = "Test CA"): Promise<Authority> {
    return await inDirectory(async (path) => {
      await openssl(
        path,
        "req",
        "-x509",
        ...KEY,
        "-keyout",
        "key",
        "-out",
        "cert",
        "-days",
        "2",
        "-subj",
        `/CN=${name}`,
      );
      return new Authority({ cert: await read(path, "cert"), key: await read(path, "key") });
    });
  }

  /** Makes a certificate: without options, for a server on the loopback. */
  async sign(options: CertificateOptions = {}): Promise<Pair> {
    const { subject = "/CN=localhost", names = "DNS:localhost,IP:127.0.0.1", days = 2 } = options;
    return await inDirectory(async (path) => {
      await Deno.writeTextFile(`${path}/ca`, this.cert);
      await Deno.writeTextFile(`${path}/ca-key`, this.#key);
      await Deno.writeTextFile(`${path}/names`, names === "" ? "" : `subjectAltName=${names}\n`);
      await openssl(path, "req", ...KEY, "-keyout", "key", "-out", "request", "-subj", subject);
      const signed = ["-CA", "ca", "-CAkey", "ca-key", "-CAcreateserial", "-days", `${days}`, "-extfile", "names"];
      await openssl(path, "x509", "-req", "-in", "request", "-out", "cert", ...signed);
      return { cert: await read(path, "cert"), key: await read(path, "key") };
    });
  }
}

const KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

async function inDirectory<T>(work: (path: string) => Promise<T>): Promise<T> {
  const path = await Deno.makeTempDir();
  try {
    return await work(path);
  } finally {
    await Deno.remove(path, { recursive: true });
  }
}

function read(path: string, name: string): Promise<string> {
  return Deno.readTextFile(`${path}/${name}`);
}

async function openssl(cwd: string, ...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("openssl", { args, cwd }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}
