// What RotateSecret makes of its request and of what was configured before.
import type { RotateSecretRequest, RotationRulesType } from '@aws-sdk/client-secrets-manager';
import { checkConstraints } from '../../constraints.ts';
import {
  bothSchedules,
  invalidParameter,
  notSupported,
  rotationFunctionMissing,
  rotationTokenLength,
  rotationTokenMissing,
} from '../errors.ts';
import type { RotationRules, RotationSettings, SecretDocument } from '../secret-document.ts';
import { parseRules } from './schedule.ts';

const LAMBDA_ARN_CHARACTERS_MAX = 2048;
const DAYS_MAX = 1000;
const RULES = {
  RotationRules: {
    members: {
      Duration: { length: [2, 3], pattern: '[0-9]+h' },
      ScheduleExpression: { length: [1, 256], pattern: '[0-9A-Za-z\\(\\)#\\?\\*\\-\\/, ]+' },
    },
  },
} as const;

/** All that is to be seen from the request alone. @returns its token @throws ServiceError */
export function checkRequest(input: RotateSecretRequest): string {
  const { ClientRequestToken: token, RotationLambdaARN: lambdaArn, RotationRules: rules } = input;
  if (token === undefined) throw rotationTokenMissing();
  if (token.length < 32 || token.length > 64) throw rotationTokenLength();
  // These words are moto's alone, as is the last message below.
  if ((lambdaArn ?? '').length > LAMBDA_ARN_CHARACTERS_MAX) {
    throw invalidParameter('RotationLambdaARN must <= 2048 characters long.');
  }
  checkConstraints(RULES, input);
  checkRules(rules ?? {});
  if (input.ExternalSecretRotationMetadata !== undefined) {
    throw notSupported('A managed external secret (ExternalSecretRotationMetadata)');
  }
  if (input.ExternalSecretRotationRoleArn !== undefined) {
    throw notSupported('A managed external secret (ExternalSecretRotationRoleArn)');
  }
  return token;
}

/** Rotation turned on, with what the request leaves out as it was before. @throws ServiceError */
export function toSettings(
  secret: SecretDocument,
  { RotationLambdaARN = '', RotationRules: given }: RotateSecretRequest,
  now: number,
): RotationSettings {
  const before = secret.rotation;
  const lambdaArn = RotationLambdaARN === '' ? before?.lambdaArn : RotationLambdaARN;
  if (lambdaArn === undefined) throw rotationFunctionMissing();
  const rules = given === undefined ? before?.rules : toRules(given);
  return {
    ...before,
    isEnabled: true,
    lambdaArn,
    ...(rules === undefined ? {} : { rules }),
    setMs: given === undefined ? (before?.setMs ?? now) : now,
  };
}

function checkRules(rules: RotationRulesType): void {
  const { AutomaticallyAfterDays: days } = rules;
  if (days !== undefined && rules.ScheduleExpression !== undefined) throw bothSchedules();
  if (days !== undefined && (days < 1 || days > DAYS_MAX)) {
    throw invalidParameter('RotationRules.AutomaticallyAfterDays must be within 1-1000.');
  }
  parseRules(toRules(rules));
}

function toRules(given: RotationRulesType): RotationRules {
  const { AutomaticallyAfterDays, Duration, ScheduleExpression } = given;
  return {
    ...(AutomaticallyAfterDays === undefined ? {} : { AutomaticallyAfterDays }),
    ...(Duration === undefined ? {} : { Duration }),
    ...(ScheduleExpression === undefined ? {} : { ScheduleExpression }),
  };
}
