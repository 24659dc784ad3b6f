// A function's configuration: what may be said, with which bounds, and what AWS makes of it.
// (Lambda API reference, CreateFunction and UpdateFunctionConfiguration; Lambda quotas.)
import type {
  CreateFunctionRequest,
  FunctionConfiguration,
  UpdateFunctionConfigurationRequest,
} from '@aws-sdk/client-lambda';
import { findArn } from '../arn.ts';
import { type Constraints, checkConstraints } from '../constraints.ts';
import { createLambdaError, invalidParameter } from './errors.ts';

type Request = Partial<CreateFunctionRequest> & Partial<UpdateFunctionConfigurationRequest>;

const RUNTIMES = ['nodejs18.x', 'nodejs20.x', 'nodejs22.x', 'nodejs24.x'];
const CONSTRAINTS: Constraints = {
  Timeout: { range: [1, 900] },
  MemorySize: { range: [128, 10_240] },
  Role: { pattern: 'arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+' },
  Handler: { length: [0, 128], pattern: '[^\\s]+' },
  Description: { length: [0, 256] },
};
const VARIABLE = /^[a-zA-Z][a-zA-Z0-9_]+$/;
const VARIABLES_BYTES_MAX = 4096;
/** Lambda developer guide, "Defined runtime environment variables": the reserved ones. */
const RESERVED = new Set([
  ...['_HANDLER', '_X_AMZN_TRACE_ID', 'AWS_DEFAULT_REGION', 'AWS_REGION', 'AWS_EXECUTION_ENV'],
  ...['AWS_LAMBDA_FUNCTION_NAME', 'AWS_LAMBDA_FUNCTION_MEMORY_SIZE', 'AWS_LAMBDA_FUNCTION_VERSION'],
  ...['AWS_LAMBDA_INITIALIZATION_TYPE', 'AWS_LAMBDA_LOG_GROUP_NAME', 'AWS_LAMBDA_LOG_STREAM_NAME'],
  ...['AWS_ACCESS_KEY', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'],
  ...['AWS_LAMBDA_RUNTIME_API', 'LAMBDA_TASK_ROOT', 'LAMBDA_RUNTIME_DIR'],
]);
/** What this endpoint cannot do is refused, never kept and ignored. */
const UNSUPPORTED = [
  ...['Layers', 'FileSystemConfigs', 'ImageConfig', 'SnapStart', 'CodeSigningConfigArn'],
  ...['TenancyConfig', 'CapacityProviderConfig', 'DurableConfig', 'PublishTo'],
] as const;

/** @throws ServiceError for the first thing that AWS would refuse */
export function checkConfiguration(request: Request): void {
  checkConstraints(CONSTRAINTS, request);
  const isZip = request.Code?.ImageUri === undefined;
  if (isZip && request.Runtime !== undefined && !RUNTIMES.includes(request.Runtime)) {
    throw invalidParameter(
      `Value ${request.Runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [${RUNTIMES.join(', ')}] or be a valid ARN`,
    );
  }
  checkVariables(request.Environment?.Variables ?? {});
  checkDeadLetter(request.DeadLetterConfig?.TargetArn);
  checkSupported(request);
}

export function createConfiguration(
  request: CreateFunctionRequest,
  name: string,
): FunctionConfiguration {
  const isImage = request.Code?.ImageUri !== undefined;
  if (!isImage && (request.Runtime === undefined || request.Handler === undefined)) {
    throw invalidParameter(
      'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
    );
  }
  return applyConfiguration(
    {
      Description: '',
      Timeout: 3,
      MemorySize: 128,
      Version: '$LATEST',
      PackageType: isImage ? 'Image' : 'Zip',
      Architectures: request.Architectures ?? ['x86_64'],
      EphemeralStorage: { Size: 512 },
      TracingConfig: { Mode: 'PassThrough' },
      SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
      State: 'Active',
      LastUpdateStatus: 'Successful',
      LoggingConfig: { LogGroup: `/aws/lambda/${name}` },
    },
    request,
  );
}

/** What is left out stays as it was; an empty VpcConfig or DeadLetterConfig takes the old one away. */
export function applyConfiguration(
  old: FunctionConfiguration,
  request: Request,
): FunctionConfiguration {
  const { Runtime, Role, Handler, Description, Timeout, MemorySize, KMSKeyArn } = request;
  const plain = { Runtime, Role, Handler, Description, Timeout, MemorySize, KMSKeyArn };
  const given = Object.entries(plain).filter(([, value]) => value !== undefined);
  const { Environment, EphemeralStorage, TracingConfig, LoggingConfig, VpcConfig } = request;
  const targetArn = request.DeadLetterConfig?.TargetArn;
  const changed = {
    ...old,
    ...Object.fromEntries(given),
    ...(EphemeralStorage === undefined ? {} : { EphemeralStorage }),
    ...(TracingConfig === undefined ? {} : { TracingConfig }),
    ...(Environment === undefined ? {} : toEnvironment(Environment.Variables ?? {})),
    ...(request.DeadLetterConfig === undefined ? {} : toDeadLetter(targetArn)),
    ...(VpcConfig === undefined ? {} : { VpcConfig: { ...VpcConfig, VpcId: '' } }),
  };
  const logging = { ...old.LoggingConfig, ...LoggingConfig };
  return {
    ...changed,
    LoggingConfig: {
      LogFormat: logging.LogFormat ?? 'Text',
      LogGroup: logging.LogGroup,
      ...(logging.LogFormat === 'JSON'
        ? {
            ApplicationLogLevel: logging.ApplicationLogLevel ?? 'INFO',
            SystemLogLevel: logging.SystemLogLevel ?? 'INFO',
          }
        : {}),
    },
  };
}

function toEnvironment(Variables: Record<string, string>) {
  return { Environment: Object.keys(Variables).length === 0 ? undefined : { Variables } };
}

function toDeadLetter(targetArn: string | undefined) {
  const isNone = targetArn === undefined || targetArn === '';
  return { DeadLetterConfig: isNone ? undefined : { TargetArn: targetArn } };
}

function checkVariables(variables: Record<string, string>): void {
  const refused = 'Lambda was unable to configure your environment variables because the';
  const reserved = Object.keys(variables).filter((name) => RESERVED.has(name));
  if (reserved.length > 0) {
    throw invalidParameter(
      `${refused} environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    );
  }
  for (const name of Object.keys(variables)) {
    if (VARIABLE.test(name)) continue;
    throw createLambdaError(
      'ValidationException',
      `1 validation error detected: Value at 'environment.variables' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]`,
    );
  }
  // AWS prints the variables here; this endpoint does not, for they may hold what nobody should read.
  if (Buffer.byteLength(JSON.stringify(variables)) > VARIABLES_BYTES_MAX) {
    throw invalidParameter(
      `${refused} environment variables you have provided exceeded the 4KB limit.`,
    );
  }
}

function checkDeadLetter(targetArn: string | undefined): void {
  if (targetArn === undefined || targetArn === '') return;
  const service = findArn(targetArn)?.service;
  if (service === 'sqs' || service === 'sns') return;
  throw invalidParameter(
    `The provided target arn ${targetArn} for the dead letter config is not a SQS queue or SNS topic.`,
  );
}

function checkPackage({ PackageType, Code, Runtime, Handler }: Request): void {
  const isImage = Code?.ImageUri !== undefined;
  if (PackageType === 'Image') {
    if (!isImage)
      throw invalidParameter('Please provide ImageUri for a function of PackageType Image.');
    if (Runtime !== undefined || Handler !== undefined) {
      throw invalidParameter('Please do not provide Handler or Runtime for PackageType Image.');
    }
  } else if (PackageType === 'Zip' && isImage) {
    throw invalidParameter('Please set PackageType to Image for an ImageUri.');
  }
}

function checkSupported(request: Request): void {
  checkPackage(request);
  const settings: Readonly<Record<string, unknown>> = { ...request };
  for (const member of UNSUPPORTED) {
    const value = settings[member];
    const isNothing =
      value === undefined ||
      (Array.isArray(value) && value.length === 0) ||
      JSON.stringify(value) === '{"ApplyOn":"None"}';
    if (!isNothing) throw invalidParameter(`${member} is not supported here.`);
  }
}
