// Secrets Manager without the SDK: the very bytes of a request and its answer, for what the SDK adds or hides.
import type { RunningCloud } from './cloud.ts';

export interface RawAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export type CallRaw = (operation: string, body: object) => Promise<RawAnswer>;

/** As root: any access key that the endpoint did not issue is, and its signature cannot be checked. */
export function createRawCaller({ url, clientConfig }: RunningCloud, now: number): CallRaw {
  const time = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/gu, '');
  const scope = `${clientConfig.credentials.accessKeyId}/${time.slice(0, 8)}/us-east-1/secretsmanager/aws4_request`;
  return async (operation, body) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `secretsmanager.${operation}`,
        'x-amz-date': time,
        authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`,
      },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as RawAnswer['body'] };
  };
}
