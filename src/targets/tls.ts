// TLS as all targets that hold a connection open take it: verified, or switched off in so many words. There is no falling back.
import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { RotationError } from '../rotation/errors.ts';
import { type Options, parseChoiceOption } from './options.ts';

/** `verify-full`: encrypted, chain and host name verified. `verify-ca`: the chain alone, for a CNAME. `off`: plain text. */
export type TlsMode = 'verify-full' | 'verify-ca' | 'off';

const TLS_MODES: readonly [TlsMode, ...TlsMode[]] = ['verify-full', 'verify-ca', 'off'];

/** The option `tls`; verify-full where it is left out. */
export function parseTls(options: Options): TlsMode {
  return parseChoiceOption(options, 'tls', TLS_MODES);
}

/** @param ca certificates (PEM) of an authority that the runtime does not know */
export function toTlsOptions(
  host: string,
  ca: string | undefined,
  tls: Exclude<TlsMode, 'off'>,
): ConnectionOptions {
  return {
    host, // what the certificate must name
    ...(isIP(host) === 0 ? { servername: host } : {}),
    rejectUnauthorized: true,
    ...(ca === undefined ? {} : { ca }),
    ...(tls === 'verify-ca' ? { checkServerIdentity: () => undefined } : {}),
  };
}

/** Whether an error's code is TLS's own: the certificate, or no TLS on the other side. */
export function isTlsFault(code: string): boolean {
  return /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/.test(code);
}

export function tlsRefused(found: string, cause?: unknown): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    `TLS to the target: expected a certificate for its host by a known authority, found ${found}.`,
    {},
    cause === undefined ? {} : { cause },
  );
}
