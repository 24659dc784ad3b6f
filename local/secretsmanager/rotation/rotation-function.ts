// The Lambda that rotates a secret: may Secrets Manager invoke it, and did a step succeed?
import type { Environment, Principal } from '../../service.ts';
import { isServiceError } from '../../service-error.ts';
import { rotationFunctionRefused } from '../errors.ts';
import type { SecretDocument } from '../secret-document.ts';

export type RotationStep = 'createSecret' | 'setSecret' | 'testSecret' | 'finishSecret';

export interface StepEvent {
  readonly Step: RotationStep;
  /** The ARN [R rotation-lambdas#16]. */
  readonly SecretId: string;
  readonly ClientRequestToken: string;
  readonly RotationToken: string;
}

export interface RotationFunction {
  /** Nothing runs. @throws ServiceError AccessDeniedException [LS], whatever Lambda's reason */
  checkInvocable(secret: SecretDocument, lambdaArn: string): Promise<void>;
  /** False where the function could not be invoked, threw, or ended otherwise than by returning. */
  runStep(secret: SecretDocument, lambdaArn: string, event: StepEvent): Promise<boolean>;
}

const SERVICE = 'secretsmanager.amazonaws.com';

export function createRotationFunction({ call, accountId, log }: Environment): RotationFunction {
  /** Conditions of the function's policy see the account (aws:SourceAccount) and the secret (aws:SourceArn). */
  const invoke = async (secret: SecretDocument, input: object) => {
    const { region, arn } = secret;
    const principal: Principal = { kind: 'service', service: SERVICE, accountId, sourceArn: arn };
    return await call<{ readonly FunctionError?: string }>({
      service: 'lambda',
      operation: 'Invoke',
      input,
      principal,
      region,
    });
  };
  return {
    checkInvocable: async (secret, FunctionName) => {
      try {
        await invoke(secret, { FunctionName, InvocationType: 'DryRun' });
      } catch (error) {
        throw isServiceError(error) ? rotationFunctionRefused(error) : error;
      }
    },
    runStep: async (secret, FunctionName, event) => {
      try {
        const Payload = Buffer.from(JSON.stringify(event));
        const { FunctionError } = await invoke(secret, { FunctionName, Payload });
        return FunctionError === undefined;
      } catch (error) {
        const result = isServiceError(error) ? error.code : 'fault';
        log({
          level: 'warn',
          message: 'rotation step',
          call: event.Step,
          resource: secret.arn,
          result,
        });
        return false;
      }
    },
  };
}
