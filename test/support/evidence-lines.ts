// Lines of the evidence as EventBridge writes them, for runs of which a test knows the story.
export const MACHINE = 'arn:aws:states:us-east-1:000000000000:execution:rekey-dev-rotation';
export const SECRET_ARN =
  'arn:aws:secretsmanager:us-east-1:000000000000:secret:prod/acme/api-key-AbCdEf';

export interface StatusStory {
  readonly run: string;
  readonly status: string;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly input?: unknown;
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string;
  readonly redriveCount?: number;
}

export function toStatusLine(story: StatusStory): string {
  const { run, status, startedAt, endedAt, input, output, error, cause, redriveCount = 0 } = story;
  const at = endedAt ?? startedAt;
  return toLine('aws.states', 'Step Functions Execution Status Change', at, {
    executionArn: `${MACHINE}:${run}`,
    stateMachineArn: MACHINE.replace(':execution:', ':stateMachine:'),
    name: run,
    status,
    startDate: startedAt,
    stopDate: endedAt ?? null,
    input: input === undefined ? null : JSON.stringify(input),
    output: output === undefined ? null : JSON.stringify(output),
    error: error ?? null,
    cause: cause ?? null,
    redriveCount,
  });
}

export function toRotatedLine(run: string, at: number, more: object = {}): string {
  return toLine('rekey', 'Secret Rotated', at, {
    executionArn: `${MACHINE}:${run}`,
    secretArn: SECRET_ARN,
    secretName: 'prod/acme/api-key',
    versionId: `version-of-${run}`,
    ...more,
  });
}

export function toFailedLine(run: string, at: number, more: object = {}): string {
  return toLine('rekey', 'Rotation Failed', at, {
    executionArn: `${MACHINE}:${run}`,
    secretArn: SECRET_ARN,
    secretName: 'prod/acme/api-key',
    noticeId: `notice-of-${run}`,
    severity: 'error',
    step: 'TestSecret',
    error: 'Rekey.CredentialRefused',
    catalogue: 'T05',
    recovery: 'undone',
    works: 'current',
    nextCommand: 'aws stepfunctions start-execution',
    ...more,
  });
}

/** The same event has the same id, as often as it is delivered. */
function toLine(source: string, detailType: string, at: number, detail: object): string {
  const { executionArn = '' } = detail as { readonly executionArn?: string };
  const state = 'status' in detail ? String(detail.status) : '';
  const redrive = 'redriveCount' in detail ? String(detail.redriveCount) : '';
  return JSON.stringify({
    version: '0',
    id: `${detailType} ${executionArn} ${state} ${redrive} ${String(at)}`,
    'detail-type': detailType,
    source,
    account: '000000000000',
    time: new Date(at).toISOString(),
    region: 'us-east-1',
    resources: [executionArn],
    detail,
  });
}
