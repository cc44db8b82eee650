import type { Log } from "../actors/routing/log.ts";
import type { ServerTls } from "./server_tls.ts";

/** Reads the files of TLS again at SIGHUP; what cannot be used changes nothing. */
export function renewOnSignal(tls: ServerTls, log: Log): Disposable {
  if (Deno.build.os === "windows" || tls.store === undefined) return { [Symbol.dispose]: () => {} };
  const renew = () => {
    try {
      tls.renew();
      log.info("the certificate is renewed");
    } catch (error) {
      log.error(`Cannot renew the certificate: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  Deno.addSignalListener("SIGHUP", renew);
  return { [Symbol.dispose]: () => Deno.removeSignalListener("SIGHUP", renew) };
}
