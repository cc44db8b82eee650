import type { TLSSocket } from "node:tls";
import { X509Certificate } from "node:crypto";
import type { PeerCertificate } from "../../actors/routing/certificate.ts";
import { subjectText } from "./_subject.ts";

/** The certificate that the peer has shown; `undefined` where it has shown none. Whether it is good is not looked at. */
export function certificateOf(tls: TLSSocket): PeerCertificate | undefined {
  const raw = tls.getPeerCertificate()?.raw;
  if (raw === undefined) return undefined;
  const certificate = new X509Certificate(raw);
  const attributes = certificate.toLegacyObject().subject as unknown as Record<string, string | string[]>;
  const values = Object.values(attributes).flat();
  const { CN } = attributes;
  const commonName = Array.isArray(CN) ? CN[0] : CN;
  const names = alternativeNames(certificate.subjectAltName ?? "");
  return {
    subject: subjectText(certificate.subject, values),
    ...commonName === undefined ? {} : { commonName },
    dnsNames: names("DNS"),
    emails: names("email"),
    uris: names("URI"),
    fingerprint: certificate.fingerprint256.replaceAll(":", "").toLowerCase(),
  };
}

/** Reads `DNS:a, URI:"b, c"`: a name with a comma or a quote in it stands in quotes, as JSON. */
function alternativeNames(text: string): (kind: string) => readonly string[] {
  const names = [...text.matchAll(/([A-Za-z ]+):("(?:[^"\\]|\\.)*"|[^,]*)(?:, |$)/g)];
  return (kind) =>
    names.filter(([, name]) => name === kind).map(([, , value = ""]) =>
      value.startsWith('"') ? JSON.parse(value) as string : value
    );
}
