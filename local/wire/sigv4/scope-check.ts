// Whether a signature was made for a region, and on the day that its scope says. AWS looks before it computes anything.
import type { CredentialScope } from '../scope.ts';
import { badSignature } from './errors.ts';
import type { SignatureParts } from './signature-parts.ts';

const REGION = /^[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}$/u;

/** @throws ServiceError InvalidSignature */
export function checkScope({ date, region }: CredentialScope, { timestamp }: SignatureParts): void {
  if (!REGION.test(region)) throw badSignature('Credential should be scoped to a valid region.');
  const day = timestamp.slice(0, 8);
  if (date !== day) {
    throw badSignature(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${date}' != '${day}', from '${timestamp}'.`,
    );
  }
}
