// Which deployment a verb speaks to: the options that all of them share.
import type { Command } from 'commander';

export interface StackFlags {
  readonly stage: string;
  readonly stack?: string;
  readonly region?: string;
}

export interface StackOptions {
  readonly stack: string;
  readonly region: string;
}

export function addStackOptions(command: Command): Command {
  return command
    .option('--stage <stage>', 'the stage that was deployed', 'dev')
    .option('--stack <name>', 'the stack, where it is not rekey-<stage>')
    .option('--region <region>', 'the region (default: AWS_REGION, or us-east-1)');
}

export function toStackOptions({ stack, stage, region }: StackFlags): StackOptions {
  return {
    stack: stack ?? `rekey-${stage}`,
    region: toRegion(region),
  };
}

export function toRegion(region: string | undefined): string {
  return region ?? process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'] ?? 'us-east-1';
}
