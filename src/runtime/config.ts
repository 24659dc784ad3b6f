// The Lambdas' configuration: the only reader of process.env in src. A wrong variable is refused at the first invocation,
// with its name and what was expected; its value is not shown.
import * as z from 'zod/mini';
import { RotationError } from '../rotation/errors.ts';
import type { WatchedStack } from '../rotation/watch/ports.ts';

export interface Config {
  /** The dimension `service` of every metric, and the field of every log line: `rekey-<stage>`. */
  readonly service: string;
  readonly region: string;
  readonly logLevel: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  /** Where close-rotation publishes; the machine publishes for itself. */
  readonly noticeTopicArn: string | undefined;
  /** Where recovery is scheduled anew; undefined in a function that schedules nothing. */
  readonly scheduleGroup?: {
    readonly name: string;
    readonly roleArn: string;
    readonly deadLetterArn: string;
  };
  /** What Lambda gives the function. */
  readonly memoryMegabytes?: number;
}

const Variables = z.object({
  REKEY_SERVICE: z._default(z.string().check(z.minLength(1)), 'rekey'),
  AWS_REGION: z.string().check(z.minLength(1)),
  REKEY_LOG_LEVEL: z._default(z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']), 'INFO'),
  REKEY_NOTICE_TOPIC_ARN: z.optional(z.string().check(z.startsWith('arn:'))),
  REKEY_SCHEDULE_GROUP: z.optional(z.string().check(z.minLength(1))),
  REKEY_SCHEDULE_ROLE_ARN: z.optional(z.string().check(z.startsWith('arn:'))),
  REKEY_REFUSED_STARTS_ARN: z.optional(z.string().check(z.startsWith('arn:'))),
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: z.optional(z.string().check(z.regex(/^\d+$/))),
});

/** What only the watch is told (serverless/watch.yml). */
const WatchVariables = z.object({
  REKEY_NOTICE_TOPIC_ARN: z.string().check(z.startsWith('arn:')),
  REKEY_MACHINE_ARN: z.string().check(z.startsWith('arn:')),
  REKEY_SCHEDULE_GROUP: z.string().check(z.minLength(1)),
  REKEY_REFUSED_STARTS_ARN: z.string().check(z.startsWith('arn:')),
  REKEY_REFUSED_STARTS_URL: z.string().check(z.startsWith('http')),
  REKEY_UNCLOSED_RUNS_URL: z.string().check(z.startsWith('http')),
});

const NativeVariables = z.object({
  AWS_REGION: z.string().check(z.minLength(1)),
  REKEY_MACHINE_ARN: z.string().check(z.startsWith('arn:')),
});

/** @throws RotationError InvalidConfiguration that names the variable */
export function loadConfig(variables: NodeJS.ProcessEnv = process.env): Config {
  const parsed = parseVariables(Variables, variables);
  const memory = parsed.AWS_LAMBDA_FUNCTION_MEMORY_SIZE;
  return {
    service: parsed.REKEY_SERVICE,
    region: parsed.AWS_REGION,
    logLevel: parsed.REKEY_LOG_LEVEL,
    noticeTopicArn: parsed.REKEY_NOTICE_TOPIC_ARN,
    ...findScheduleGroup(parsed),
    ...(memory === undefined ? {} : { memoryMegabytes: Number(memory) }),
  };
}

/** The watch knows the group without its role: it makes no schedules. */
function findScheduleGroup(parsed: z.infer<typeof Variables>): Pick<Config, 'scheduleGroup'> {
  const name = parsed.REKEY_SCHEDULE_GROUP;
  const roleArn = parsed.REKEY_SCHEDULE_ROLE_ARN;
  const deadLetterArn = parsed.REKEY_REFUSED_STARTS_ARN;
  if (name === undefined || roleArn === undefined || deadLetterArn === undefined) return {};
  return { scheduleGroup: { name, roleArn, deadLetterArn } };
}

/** @throws RotationError InvalidConfiguration that names the variable */
export function loadWatchedStack(variables: NodeJS.ProcessEnv = process.env): WatchedStack {
  const { service, region } = loadConfig(variables);
  const parsed = parseVariables(WatchVariables, variables);
  return {
    name: service,
    region,
    machineArn: parsed.REKEY_MACHINE_ARN,
    scheduleGroup: parsed.REKEY_SCHEDULE_GROUP,
    noticeTopicArn: parsed.REKEY_NOTICE_TOPIC_ARN,
    refusedStartsArn: parsed.REKEY_REFUSED_STARTS_ARN,
    refusedStartsUrl: parsed.REKEY_REFUSED_STARTS_URL,
    unclosedRunsUrl: parsed.REKEY_UNCLOSED_RUNS_URL,
  };
}

/** The machine that native rotation leaves the retirement to. @throws RotationError InvalidConfiguration that names the variable */
export function loadRetiringMachine(variables: NodeJS.ProcessEnv = process.env): {
  readonly region: string;
  readonly machineArn: string;
} {
  const { AWS_REGION: region, REKEY_MACHINE_ARN: machineArn } = parseVariables(
    NativeVariables,
    variables,
  );
  return { region, machineArn };
}

function parseVariables<Schema extends z.ZodMiniObject>(
  schema: Schema,
  variables: NodeJS.ProcessEnv,
): z.infer<Schema> {
  const parsed = schema.safeParse(variables);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    `The function's environment is not as expected: ${faults.join('; ')}`,
  );
}
