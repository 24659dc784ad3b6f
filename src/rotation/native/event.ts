// The event that Secrets Manager invokes a rotation function with, once for each step.
// docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
import { SecretValue } from '../secret-value.ts';
import { findText, parseChoice, parseFields, parseText, present } from '../shape.ts';

const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;

export interface NativeEvent {
  readonly step: (typeof STEPS)[number];
  readonly arn: string;
  /** ClientRequestToken: the VersionId of the pending version. */
  readonly versionId: string;
  readonly rotationToken?: SecretValue;
}

/** AWS adds members as it likes. */
export function parseNativeEvent(event: unknown): NativeEvent {
  const fields = parseFields(event, 'Event');
  const rotationToken = findText(fields, 'RotationToken', 'Event');
  return {
    step: parseChoice(fields, 'Step', 'Event', STEPS),
    arn: parseText(fields, 'SecretId', 'Event'),
    versionId: parseText(fields, 'ClientRequestToken', 'Event'),
    ...present(
      'rotationToken',
      rotationToken === undefined ? undefined : new SecretValue(rotationToken),
    ),
  };
}
