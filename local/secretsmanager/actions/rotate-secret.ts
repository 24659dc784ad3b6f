// RotateSecret: turns rotation on, and begins one behind its answer; with RotateImmediately=false only a test of its function, on a
// version that holds the current value.
import type { RotateSecretRequest, RotateSecretResponse } from '@aws-sdk/client-secrets-manager';
import { checkConstraints } from '../../constraints.ts';
import type { Action, CallContext } from '../../service.ts';
import { secretId } from '../constraints.ts';
import { secretNotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { toConditions, toSecretPermission } from '../permission.ts';
import { checkComplete, withPending } from '../rotation/pending-version.ts';
import { checkRequest, toSettings } from '../rotation/rotation-input.ts';
import { AWSCURRENT, type SecretDocument } from '../secret-document.ts';
import { checkSecretId } from '../secret-id.ts';
import type { SealedValue } from '../value-cipher.ts';

export function createRotateSecret(
  parts: Parts,
): Action<RotateSecretRequest, RotateSecretResponse> {
  const { secrets, environment, rotations, rotationFunction } = parts;
  return {
    permissions: (input, context) => {
      const {
        SecretId = '',
        RotationLambdaARN: lambdaArn,
        RotationRules,
        RotateImmediately,
      } = input;
      const conditions = toConditions({
        'secretsmanager:RotationLambdaARN': lambdaArn,
        'secretsmanager:ModifyRotationRules': RotationRules === undefined ? undefined : true,
        'secretsmanager:RotateImmediately': RotateImmediately,
      });
      const rotate = toSecretPermission(parts, context, 'RotateSecret', SecretId, conditions);
      // Who names a function must be allowed to have it run (API_RotateSecret).
      return lambdaArn === undefined || lambdaArn === ''
        ? [rotate]
        : [rotate, { action: 'lambda:InvokeFunction', resource: lambdaArn }];
    },
    run: async (input, context) => {
      checkConstraints({ SecretId: secretId }, input);
      const { SecretId = '' } = input;
      checkSecretId(SecretId);
      const versionId = checkRequest(input);
      const load = () => secrets.loadPrimary(context.region, SecretId);
      const secret = load();
      const answer = { ARN: secret.arn, Name: secret.name, VersionId: versionId };
      if (secret.versions.find(versionId) !== undefined) return answer; // the same request again
      const { lambdaArn } = toSettings(secret, input, environment.clock.now());
      checkComplete(secret);
      await rotationFunction.checkInvocable(secret, lambdaArn);
      const isTest = input.RotateImmediately === false;
      const value = isTest ? await sealCurrent(parts, context, secret, versionId) : undefined;
      secrets.transaction(() => {
        const now = load();
        if (now.arn !== secret.arn) throw secretNotFound();
        if (now.versions.find(versionId) !== undefined) return;
        checkComplete(now);
        const rotation = toSettings(now, input, environment.clock.now());
        const registered = withPending(environment, { ...now, rotation }, versionId);
        secrets.put(registered);
        if (value !== undefined) secrets.putValue(registered, versionId, value);
        rotations.begin(registered, isTest ? 'test' : 'rotation', versionId);
      });
      return answer;
    },
  };
}

/** Undefined where the secret has no value yet. */
async function sealCurrent(
  { secrets, cipher }: Parts,
  context: CallContext,
  secret: SecretDocument,
  versionId: string,
): Promise<SealedValue | undefined> {
  const current = secret.versions.findByStage(AWSCURRENT);
  const sealed = current && secrets.findValue(secret, current.id);
  if (current === undefined || sealed === undefined) return undefined;
  const value = await cipher.open(
    context,
    { secretArn: secret.arn, versionId: current.id },
    sealed,
  );
  return await cipher.seal(context, { secretArn: secret.arn, versionId }, value, secret.kmsKeyId);
}
