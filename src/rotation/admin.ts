// The credential that may make credentials: the secret that the tag rekey:admin names or, without the tag, the one whose ARN stands in the
// value's field masterarn, as AWS's database secrets have it. Whoever may only put a value must not lead an admin's password to a host of
// their own, so there the two secrets must name the same one.
// docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html
import { RotationError } from './errors.ts';
import type { Ports } from './ports.ts';
import type { SecretValue } from './secret-value.ts';
import type { TargetSettings } from './state.ts';

/** @throws RotationError InvalidConfiguration where masterarn leads to an admin of another host, or of none */
export async function loadAdmin(
  { secrets }: Pick<Ports, 'secrets'>,
  { admin }: Pick<TargetSettings, 'admin'>,
  value: SecretValue,
  signal: AbortSignal,
): Promise<SecretValue | undefined> {
  if (admin !== undefined) return await secrets.readCurrent(admin, signal);
  const fields = findFields(value);
  const arn = fields['masterarn'];
  if (typeof arn !== 'string' || arn === '') return undefined;
  const found = await secrets.readCurrent(arn, signal);
  const host = findFields(found)['host'];
  if (typeof host === 'string' && host === fields['host']) return found;
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    `masterarn in secret JSON: expected an admin's secret that names the same host, found ${host === undefined ? 'one that names none' : 'another host'}. Whoever may tag the secret can name the admin by the tag rekey:admin instead.`,
  );
}

/** None where the value is no JSON object: it is a text that names no admin. */
function findFields(value: SecretValue): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(value.reveal());
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}
