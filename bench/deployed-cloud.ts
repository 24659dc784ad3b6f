// An endpoint of the bench's own, in this process, with Rekey deployed into it by the real sls, and the log of its calls.
import { deploy, toLocalCredentials } from '../demo/deploy.ts';
import {
  type CloudOptions,
  createCloud,
  type OpenCloudOptions,
  openCloud,
} from '../local/cloud.ts';
import { createClientConfig } from '../src/aws/clients.ts';
import { loadStackOutputs, type StackOutputs } from '../src/aws/stack.ts';

export interface LoggedCall {
  readonly call: string;
  readonly principal: string;
  readonly milliseconds: number;
  /** When it was answered, by performance.now(). */
  readonly at: number;
}

export interface DeployedCloud {
  readonly outputs: StackOutputs;
  readonly deploySeconds: number;
  /** Since the start; read its length to begin a count. */
  readonly calls: readonly LoggedCall[];
  close(): Promise<void>;
}

export const region = 'us-east-1';
export const config = createClientConfig(region);

/** @param options a store of one's own, where a bench must lay something down behind the endpoint's back; or a clock of its own */
export async function deployCloud(
  options: Pick<CloudOptions, 'store'> & Pick<OpenCloudOptions, 'manualClock' | 'seed'> = {},
): Promise<DeployedCloud> {
  const calls: LoggedCall[] = [];
  const log: NonNullable<CloudOptions['log']> = ({
    call = '',
    principal = '',
    milliseconds = 0,
  }) => {
    calls.push({ call, principal, milliseconds, at: performance.now() });
  };
  const { store, ...time } = options;
  const cloud = store === undefined ? openCloud({ ...time, log }) : createCloud({ store, log });
  const { url } = await cloud.listen({ port: 0 });
  Object.assign(process.env, toLocalCredentials(), { AWS_ENDPOINT_URL: url, AWS_REGION: region });
  try {
    const began = performance.now();
    await deploy({ endpointUrl: url, region, params: {}, onLine: () => {} });
    const deploySeconds = (performance.now() - began) / 1000;
    const outputs = await loadStackOutputs(config, 'rekey-dev');
    return { outputs, deploySeconds, calls, close: () => cloud.stop() };
  } catch (error) {
    await cloud.stop();
    throw error;
  }
}
