// The schedule that somebody means, also where its secret is gone: by the secret's name or ARN, or by the schedule's own name.
import type { FoundSchedule } from '../../src/aws/rotation-schedules.ts';
import { sha256 } from '../../src/aws/sha256.ts';
import { RotationError } from '../../src/rotation/errors.ts';
import type { SecretDescription } from '../../src/rotation/ports.ts';
import { toScheduleName } from '../../src/rotation/rotation-schedule.ts';
import { isGone } from '../operate/describe-secret.ts';
import type { ScheduleDesk } from './desk.ts';

export interface MeantSchedule {
  /** What the schedule starts a rotation of, or would by its name. */
  readonly secretArn: string;
  /** The secret's name, as far as it can be told. */
  readonly secretName: string;
  /** Undefined where the secret has no schedule. */
  readonly found: FoundSchedule | undefined;
}

/** @throws RotationError InvalidConfiguration where there is neither such a secret nor such a schedule */
export async function loadMeantSchedule(desk: ScheduleDesk, text: string): Promise<MeantSchedule> {
  const description = await findSecret(desk, text);
  if (description !== undefined) return await findBySecret(desk, description);
  const name = findNameOfArn(text);
  if (name !== undefined) return await findBySecret(desk, { arn: text, name });
  const found = SCHEDULE_NAME.test(text) ? await desk.schedules.find(text, desk.signal) : undefined;
  if (found === undefined) throw notThere(desk, text);
  const secretArn = found.rotation?.secretId ?? 'a secret';
  return { secretArn, secretName: findNameOfArn(secretArn) ?? secretArn, found };
}

/** Of a secret's ARN, which ends with a hyphen and six characters of Secrets Manager's. */
export function findNameOfArn(arn: string): string | undefined {
  return /^arn:[^:]+:secretsmanager:[^:]*:\d*:secret:(.+)-[A-Za-z0-9]{6}$/.exec(arn)?.[1];
}

const SCHEDULE_NAME = /^[0-9a-zA-Z_.-]{1,64}$/;

/** @returns undefined where it does not exist */
export async function findSecret(
  desk: ScheduleDesk,
  secretId: string,
): Promise<SecretDescription | undefined> {
  try {
    return await desk.describe(secretId);
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

async function findBySecret(
  { schedules, signal }: ScheduleDesk,
  secret: Pick<SecretDescription, 'arn' | 'name'>,
): Promise<MeantSchedule> {
  const found = await schedules.find(toScheduleName({ hash: sha256 }, secret), signal);
  return { secretArn: secret.arn, secretName: secret.name, found };
}

function notThere({ config, stack }: ScheduleDesk, text: string): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    `No secret ${text} in ${config.region}, and no schedule of that name in group ${stack.group}: "rekey schedules" lists what stands there. ` +
      'Of a secret that is gone, give its ARN or the name of its schedule.',
  );
}
