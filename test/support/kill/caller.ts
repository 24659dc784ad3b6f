// Calls that may end in the middle: the endpoint is killed while they are on their way.
import { createSystemRandom } from '../../../local/random.ts';
import { toRawAuthorization } from '../raw-http.ts';
import type { Chance } from './secret-model.ts';

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Undefined where the endpoint died before it had answered. */
export type Caller = (target: string, input: object) => Promise<Answer | undefined>;

const SERVICES: Readonly<Record<string, string>> = {
  secretsmanager: 'secretsmanager',
  TrentService: 'kms',
  AmazonSQS: 'sqs',
  AWSStepFunctions: 'states',
};

export function createCaller(url: string): Caller {
  return async (target, input) => {
    const service = SERVICES[target.split('.')[0] ?? ''] ?? '';
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': `application/x-amz-json-${['kms', 'secretsmanager'].includes(service) ? '1.1' : '1.0'}`,
          'x-amz-target': target,
          authorization: toRawAuthorization(service),
        },
        body: JSON.stringify(input),
      });
      return { status: response.status, body: (await response.json()) as Answer['body'] };
    } catch {
      return undefined;
    }
  };
}

export function createChance(): Chance {
  const random = createSystemRandom();
  return {
    number: (below) => Buffer.from(random.bytes(4)).readUInt32LE() % below,
    uuid: () => Buffer.from(random.bytes(16)).toString('hex'),
  };
}

export function expectOk(answer: Answer | undefined): Answer['body'] {
  if (answer?.status === 200) return answer.body;
  throw new Error(`The endpoint answered ${JSON.stringify(answer?.body)}`);
}
