// The deployed stack that a verb works on.
import { type ClientConfig, createClientConfig } from '../src/aws/clients.ts';
import { findOutput, loadStackOutputs } from '../src/aws/stack.ts';
import type { StackOptions } from './verbs/stack-options.ts';

export interface Deployment {
  readonly config: ClientConfig;
  /** @throws RotationError InvalidConfiguration where the deployed version of Rekey has no such output */
  readonly output: (name: string) => string;
  /** For what an older version of Rekey may lack. */
  readonly findOutput: (name: string) => string | undefined;
}

/** @throws RotationError InvalidConfiguration where there is no such stack in this region */
export async function openDeployment({ stack, region }: StackOptions): Promise<Deployment> {
  const config = createClientConfig(region);
  const outputs = await loadStackOutputs(config, stack);
  return {
    config,
    output: (name) => findOutput(outputs, name),
    findOutput: (name) => outputs.get(name),
  };
}
