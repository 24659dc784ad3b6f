// A certificate for 127.0.0.1 that signed itself, made for one test.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Certificate {
  /** Paths of PEM files. */
  readonly key: string;
  readonly certificate: string;
  /** What a client must trust. */
  readonly ca: string;
}

export function makeCertificate(folder: string): Certificate {
  const key = join(folder, 'server.key');
  const certificate = join(folder, 'server.crt');
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
      ...['-days', '2', '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'],
      ...['-keyout', key, '-out', certificate],
    ],
    { stdio: 'ignore' },
  );
  return { key, certificate, ca: readFileSync(certificate, 'utf8') };
}
