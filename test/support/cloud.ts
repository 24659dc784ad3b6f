// An endpoint for a test: over HTTP on a free port, or without any socket at all.
import { type HttpRequest, HttpResponse } from '@smithy/core/protocols';
import { type Cloud, type CloudOptions, createCloud } from '../../local/cloud.ts';
import { createSystemRandom } from '../../local/random.ts';

export interface ClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts: number;
}

export interface RunningCloud {
  readonly url: string;
  readonly cloud: Cloud;
  /** For any SDK client: `new SecretsManagerClient(clientConfig)`. */
  readonly clientConfig: ClientConfig;
  close(): Promise<void>;
}

/** A cloud on a free port of 127.0.0.1. */
export async function startCloud(options: CloudOptions = {}): Promise<RunningCloud> {
  const cloud = createCloud(options);
  const { url } = await cloud.listen({ port: 0 });
  return { url, cloud, clientConfig: createClientConfig(url), close: () => cloud.stop() };
}

/** Root's credentials: keys that the endpoint did not issue, made anew at each run. */
export function createClientConfig(endpoint: string): ClientConfig {
  const random = createSystemRandom();
  const toHex = (count: number): string => Buffer.from(random.bytes(count)).toString('hex');
  return {
    endpoint,
    region: 'us-east-1',
    credentials: {
      accessKeyId: `AKIA${toHex(8).toUpperCase()}`,
      secretAccessKey: toHex(20),
    },
    maxAttempts: 1,
  };
}

export interface InProcessConfig extends ClientConfig {
  readonly requestHandler: {
    handle(request: HttpRequest): Promise<{ response: HttpResponse }>;
    destroy(): void;
  };
}

/** The real client's whole request and answer, handed over in memory: for tests that make very many calls. */
export function createInProcessConfig(cloud: Cloud): InProcessConfig {
  return {
    ...createClientConfig('http://127.0.0.1'),
    requestHandler: {
      handle: async (request) => {
        const answer = await cloud.handle({
          method: request.method,
          path: toPath(request),
          headers: Object.fromEntries(
            Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
          ),
          body: await readBody(request.body),
        });
        const { status: statusCode, headers, body } = answer;
        return { response: new HttpResponse({ statusCode, headers, body }) };
      },
      destroy: () => {},
    },
  };
}

function toPath({ path, query }: HttpRequest): string {
  const parameters = Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((item) =>
      item === null
        ? encodeURIComponent(name)
        : `${encodeURIComponent(name)}=${encodeURIComponent(item)}`,
    ),
  );
  return parameters.length === 0 ? path : `${path}?${parameters.join('&')}`;
}

async function readBody(body: unknown): Promise<Uint8Array> {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body === 'string') return Buffer.from(body);
  if (body instanceof Uint8Array) return body;
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
