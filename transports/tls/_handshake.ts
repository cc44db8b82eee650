import { isIP } from "node:net";
import { connect, TLSSocket } from "node:tls";
import type { PeerCertificate } from "../../actors/routing/certificate.ts";
import type { Peer, Socket } from "../../actors/routing/socket.ts";
import { certificateOf } from "./_certificate.ts";
import { SocketStream } from "./_socket_stream.ts";
import { SecuredSocket } from "./_secured_socket.ts";
import type { ClientTlsOptions } from "./tls_options.ts";
import type { TlsStore } from "./tls_store.ts";

/** A handshake was not done in time. */
export class HandshakeTimeout extends Error {
  override readonly name = "HandshakeTimeout";
}

/**
 * The server's side of a handshake. `first` is what has been read of the socket already. Rejects when it fails or takes too
 * long, and the socket is closed then.
 */
export function greetClient(socket: Socket, store: TlsStore, deadline: Deadline, first?: Uint8Array): Promise<Socket> {
  const { verify } = store;
  const stream = new SocketStream(socket, first);
  const tls = new TLSSocket(stream as never, {
    isServer: true,
    secureContext: store.context,
    requestCert: verify !== "none",
    // One that is shown and no good is refused below: whoever makes a stream of its own is to look himself.
    rejectUnauthorized: verify === "required",
  });
  return handshake(
    tls,
    stream,
    "secure",
    socket,
    deadline,
    () => verify === "none" ? undefined : clientOf(tls, verify),
  );
}

/** The client's side of a handshake: the server's certificate must be good, and have the name. */
export function greetServer(
  socket: Socket,
  hostname: string,
  options: ClientTlsOptions,
  deadline: Deadline,
): Promise<Socket> {
  const { ca, cert, key, serverName = hostname } = options;
  const stream = new SocketStream(socket);
  const tls = connect({
    socket: stream as never,
    host: serverName,
    ...isIP(serverName) === 0 ? { servername: serverName } : {},
    ...ca === undefined ? {} : { ca },
    ...cert === undefined || key === undefined ? {} : { cert, key },
    minVersion: "TLSv1.2",
    // Said aloud, because a variable of the environment can turn it off.
    rejectUnauthorized: true,
  });
  return handshake(tls, stream, "secureConnect", socket, deadline, () => {
    if (!tls.authorized) throw new Error("The server's certificate cannot be verified");
    return certificateOf(tls);
  });
}

/** When a handshake must be over: a timer that runs from the moment it is made. */
export class Deadline implements Disposable {
  readonly #over = Promise.withResolvers<never>();
  readonly #timer: ReturnType<typeof setTimeout>;

  constructor(timeout: number) {
    this.#over.promise.catch(() => {});
    const late = () => this.#over.reject(new HandshakeTimeout(`The handshake was not done in ${timeout} ms`));
    this.#timer = setTimeout(late, timeout);
  }

  /** Rejects when it is too late. */
  get over(): Promise<never> {
    return this.#over.promise;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}

async function handshake(
  tls: TLSSocket,
  stream: SocketStream,
  event: "secure" | "secureConnect",
  socket: Socket,
  deadline: Deadline,
  verified: () => PeerCertificate | undefined,
): Promise<Socket> {
  const done = Promise.withResolvers<Socket>();
  // What fails later belongs to whoever has the stream then; there is always somebody who hears it.
  tls.on("error", done.reject);
  tls.once("close", () => done.reject(new Error("The connection was closed in the handshake")));
  // Not every end of what is below is told above.
  stream.on("error", (error) => tls.destroy(error));
  stream.once("close", () => {
    done.reject(new Error("The connection was closed in the handshake"));
    if (!stream.readableEnded) tls.destroy();
  });
  tls.once("end", () => done.reject(new Error("The connection was ended in the handshake")));
  tls.once(event, () => {
    try {
      const certificate = verified();
      const peer: Peer = { ...socket.peer, transport: "tls", ...certificate === undefined ? {} : { certificate } };
      done.resolve(new SecuredSocket(tls, stream, peer));
    } catch (error) {
      done.reject(error);
    }
  });
  try {
    return await Promise.race([done.promise, deadline.over]);
  } catch (error) {
    // Not a word more: whoever speaks something else would not understand it.
    socket.close();
    tls.destroy();
    throw error;
  }
}

/** Who the client is. Without a word that its certificate is good, it is none. */
function clientOf(tls: TLSSocket, verify: "optional" | "required"): PeerCertificate | undefined {
  const certificate = certificateOf(tls);
  if (certificate === undefined) {
    if (verify === "optional") return undefined;
    throw new Error("The client has shown no certificate");
  }
  const { _handle: handle } = tls as unknown as { readonly _handle?: { verifyError?(): unknown } };
  const problem = handle?.verifyError?.();
  if (problem === null || problem === "") return certificate;
  throw new Error("The client's certificate cannot be verified");
}
