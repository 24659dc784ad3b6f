// The real `sls deploy` as a user runs it, into the endpoint.
import { spawn } from 'node:child_process';

export interface DeployOptions {
  readonly endpointUrl: string;
  readonly region: string;
  /** Where serverless.yml stands; the current folder where left out. */
  readonly folder?: string;
  /** `--param name=value`, as serverless.yml has them. */
  readonly params: Readonly<Record<string, string>>;
  /** Every line that sls prints, as it comes. */
  readonly onLine: (line: string) => void;
}

/** @throws Error with the tail of what sls printed, where it failed */
export async function deploy(options: DeployOptions): Promise<void> {
  const params = Object.entries(options.params).map(([name, value]) => `--param=${name}=${value}`);
  const tail: string[] = [];
  const child = spawn(
    process.execPath,
    ['node_modules/serverless/bin/serverless.js', 'deploy', '--region', options.region, ...params],
    {
      cwd: options.folder ?? process.cwd(),
      env: toDeployEnvironment(options),
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      for (const line of chunk.split('\n').filter((text) => text.trim() !== '')) {
        tail.push(line);
        options.onLine(line.trim());
      }
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0)
    throw new Error(`sls deploy ended with ${String(code)}:\n${tail.slice(-20).join('\n')}`);
}

/** The user's own environment, less what would lead elsewhere. */
function toDeployEnvironment({ endpointUrl, region }: DeployOptions): NodeJS.ProcessEnv {
  const {
    HTTP_PROXY: _1,
    HTTPS_PROXY: _2,
    http_proxy: _3,
    https_proxy: _4,
    AWS_PROFILE: _5,
    ...own
  } = process.env;
  return {
    ...own,
    ...toLocalCredentials(),
    AWS_ENDPOINT_URL: endpointUrl,
    AWS_REGION: region,
    SLS_AWS_MONITORING_FREQUENCY: '100',
    SLS_TELEMETRY_DISABLED: '1',
    SLS_NOTIFICATIONS_MODE: 'off',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}

/** Any key that the endpoint did not issue is its root: nothing here opens anything. */
export function toLocalCredentials() {
  return {
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: '',
  };
}
