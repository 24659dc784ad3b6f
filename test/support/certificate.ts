// A certificate that signed itself, made for one test.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';

export interface Certificate {
  /** Paths of PEM files. */
  readonly key: string;
  readonly certificate: string;
  /** What a client must trust. */
  readonly ca: string;
}

/** @param host a name, or an IPv4 address; the certificate is for it alone */
export function makeCertificate(folder: string, host = '127.0.0.1'): Certificate {
  const key = join(folder, 'server.key');
  const certificate = join(folder, 'server.crt');
  const name = `${isIP(host) === 0 ? 'DNS' : 'IP'}:${host}`;
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
      ...['-days', '2', '-subj', `/CN=${host}`, '-addext', `subjectAltName=${name}`],
      ...['-keyout', key, '-out', certificate],
    ],
    { stdio: 'ignore' },
  );
  return { key, certificate, ca: readFileSync(certificate, 'utf8') };
}
