// An endpoint of the bench's own, with Rekey deployed into it by the real sls: in this process, with the log of its calls, or its bundle as a
// process of its own.
import { deploy, toLocalCredentials } from '../demo/deploy.ts';
import {
  type CloudOptions,
  createCloud,
  type OpenCloudOptions,
  openCloud,
} from '../local/cloud.ts';
import { createClientConfig } from '../src/aws/clients.ts';
import { loadStackOutputs, type StackOutputs } from '../src/aws/stack.ts';
import { startEndpoint } from './load/server-process.ts';

export interface LoggedCall {
  readonly call: string;
  readonly principal: string;
  readonly milliseconds: number;
  /** When it was answered, by performance.now(). */
  readonly at: number;
}

export interface DeployedEndpoint {
  readonly outputs: StackOutputs;
  readonly deploySeconds: number;
  /** Milliseconds that processors have worked so far for the process in which it and the Lambdas run. */
  cpuMs(): number;
  close(): Promise<void>;
}

export interface DeployedCloud extends DeployedEndpoint {
  /** Since the start; read its length to begin a count. */
  readonly calls: readonly LoggedCall[];
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
  try {
    const deployed = await deployInto(url);
    return { ...deployed, calls, cpuMs: ownCpuMs, close: () => cloud.stop() };
  } catch (error) {
    await cloud.stop();
    throw error;
  }
}

/** @param options of `rekey local` */
export async function deployBundle(...options: readonly string[]): Promise<DeployedEndpoint> {
  const server = await startEndpoint(...options);
  try {
    const deployed = await deployInto(server.url);
    return { ...deployed, cpuMs: () => server.cpuMs(), close: () => server.stop() };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function deployInto(
  url: string,
): Promise<Pick<DeployedEndpoint, 'outputs' | 'deploySeconds'>> {
  Object.assign(process.env, toLocalCredentials(), { AWS_ENDPOINT_URL: url, AWS_REGION: region });
  const began = performance.now();
  await deploy({ endpointUrl: url, region, params: {}, onLine: () => {} });
  const deploySeconds = (performance.now() - began) / 1000;
  return { deploySeconds, outputs: await loadStackOutputs(config, 'rekey-dev') };
}

function ownCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
