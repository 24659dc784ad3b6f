// What DescribeSecret and ListSecrets tell of Secrets Manager's own rotation, by the same members.
import type { DescribeSecretCommandOutput } from '@aws-sdk/client-secrets-manager';
import type { SecretDescription } from '../rotation/ports.ts';
import { present } from '../rotation/shape.ts';

type Answer = Pick<
  DescribeSecretCommandOutput,
  'RotationEnabled' | 'RotationLambdaARN' | 'LastRotatedDate' | 'NextRotationDate'
>;

export function toNativeRotation(
  answer: Answer,
): Pick<SecretDescription, 'rotationEnabled' | 'nativeRotation'> {
  if (answer.RotationEnabled !== true) return { rotationEnabled: false };
  return {
    rotationEnabled: true,
    nativeRotation: {
      ...present('functionArn', answer.RotationLambdaARN),
      ...present('rotatedAt', answer.LastRotatedDate?.getTime()),
      ...present('nextAt', answer.NextRotationDate?.getTime()),
    },
  };
}
