// The Lambdas' configuration: the only reader of process.env in src. A wrong variable is refused at the first invocation,
// with its name and what was expected; its value is not shown.
import * as z from 'zod/mini';
import { RotationError } from '../rotation/errors.ts';

export interface Config {
  /** The dimension `service` of every metric, and the field of every log line: `rekey-<stage>`. */
  readonly service: string;
  readonly region: string;
  readonly logLevel: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  /** Where close-rotation publishes; the machine publishes for itself. */
  readonly noticeTopicArn: string | undefined;
  /** What Lambda gives the function. */
  readonly memoryMegabytes?: number;
}

const Variables = z.object({
  REKEY_SERVICE: z._default(z.string().check(z.minLength(1)), 'rekey'),
  AWS_REGION: z.string().check(z.minLength(1)),
  REKEY_LOG_LEVEL: z._default(z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']), 'INFO'),
  REKEY_NOTICE_TOPIC_ARN: z.optional(z.string().check(z.startsWith('arn:'))),
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: z.optional(z.string().check(z.regex(/^\d+$/))),
});

/** @throws RotationError InvalidConfiguration that names the variable */
export function loadConfig(variables: NodeJS.ProcessEnv = process.env): Config {
  const parsed = Variables.safeParse(variables);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new RotationError(
      'Rekey.InvalidConfiguration',
      `The function's environment is not as expected: ${faults.join('; ')}`,
    );
  }
  const memory = parsed.data.AWS_LAMBDA_FUNCTION_MEMORY_SIZE;
  return {
    service: parsed.data.REKEY_SERVICE,
    region: parsed.data.AWS_REGION,
    logLevel: parsed.data.REKEY_LOG_LEVEL,
    noticeTopicArn: parsed.data.REKEY_NOTICE_TOPIC_ARN,
    ...(memory === undefined ? {} : { memoryMegabytes: Number(memory) }),
  };
}
