// A provider's three effects with what they are told about their stack, and their failures in CloudFormation's words.
import { createUuid } from '../../random.ts';
import type { Principal } from '../../service.ts';
import { isServiceError } from '../../service-error.ts';
import type { StackDocument } from '../store.ts';
import { loadOperation, loadStack, type Run } from './engine.ts';
import type { ProviderContext } from './provider.ts';

export interface Effects {
  readonly context: ProviderContext;
  /** What to tell the stack's owner about an error of the provider. */
  readonly describe: (error: unknown) => string;
}

const SERVICE_NAMES: Readonly<Record<string, string>> = {
  cloudwatch: 'CloudWatch',
  events: 'EventBridge',
  iam: 'Iam',
  kms: 'Kms',
  lambda: 'Lambda',
  logs: 'CloudWatchLogs',
  s3: 'S3',
  scheduler: 'Scheduler',
  secretsmanager: 'SecretsManager',
  sns: 'Sns',
  sqs: 'Sqs',
  stepfunctions: 'Sfn',
};

export function createEffects(
  run: Run,
  logicalId: string,
  nonce: string,
  initiated: (physicalId: string) => void,
): Effects {
  const { environment } = run.engine;
  const stack = loadStack(run);
  const principal = loadPrincipal(run, stack);
  let service = '';
  const context: ProviderContext = {
    region: stack.region,
    accountId: environment.accountId,
    stackId: stack.stackId,
    stackName: stack.stackName,
    logicalId,
    nonce,
    initiated,
    call: async <Output>(
      callee: string,
      operation: string,
      input: Readonly<Record<string, unknown>>,
    ) => {
      service = callee;
      return await environment.call<Output>({
        service: callee,
        operation,
        input,
        principal,
        region: stack.region,
        viaService: 'cloudformation.amazonaws.com',
        signal: run.signal,
      });
    },
  };
  return {
    context,
    describe: (error) => {
      if (!isServiceError(error)) {
        environment.log({ level: 'error', message: describeFault(error), resource: logicalId });
        return 'Resource handler returned message: "Internal failure" (HandlerErrorCode: InternalFailure)';
      }
      if (error.code === 'ValidationError' && service === '') return error.message;
      const requestId = createUuid(environment.random);
      const name = SERVICE_NAMES[service] ?? service;
      return `Resource handler returned message: "${error.message} (Service: ${name}, Status Code: ${String(error.status)}, Request ID: ${requestId})" (RequestToken: ${createUuid(environment.random)}, HandlerErrorCode: ${toHandlerCode(error.code)})`;
    },
  };
}

/** A service role's rights where the stack has one, else those of whoever asked for the operation. */
function loadPrincipal(run: Run, stack: StackDocument): Principal {
  const { principal, roleArn } = loadOperation(run);
  const role = roleArn ?? stack.roleArn;
  return role === undefined
    ? principal
    : run.engine.environment.identity.assumeRole({
        roleArn: role,
        sessionName: 'AWSCloudFormation',
        servicePrincipal: 'cloudformation.amazonaws.com',
      });
}

/** The class of a fault and where it was thrown; its message may quote a value. */
function describeFault(error: unknown): string {
  const [, where = ''] = error instanceof Error ? (error.stack ?? '').split('\n') : [];
  const name = error instanceof Error ? error.name : 'Error';
  return `a resource provider failed with ${name} ${where.trim()}`;
}

/** Handler error codes of the resource type registry (CloudFormation CLI User Guide). */
function toHandlerCode(code: string): string {
  if (isConflict(code)) return 'AlreadyExists';
  if (isMissing(code)) return 'NotFound';
  if (/AccessDenied|Unauthorized|NotAuthorized|AuthorizationError/.test(code)) {
    return 'AccessDenied';
  }
  if (/Throttl|TooManyRequests/.test(code)) return 'Throttling';
  if (/LimitExceeded/.test(code)) return 'ServiceLimitExceeded';
  return 'InvalidRequest';
}

/** What the services say where something of that name is there already. */
export function isConflict(code: string): boolean {
  return /AlreadyExist|AlreadyOwned|ResourceExists|ResourceConflict|ConflictException|NameExists/.test(
    code,
  );
}

/** What the services say where there is nothing of that name. */
export function isMissing(code: string): boolean {
  return /NotFound|NoSuch|NonExistent|DoesNotExist/.test(code);
}
