// What native rotation needs beside the ports of every Lambda.
import type { Ports } from '../ports.ts';
import type { RotationInput } from '../state.ts';

export interface RetirementStarts {
  /** Starts the rotation machine. Where an execution of that name was started before, nothing happens. */
  start(name: string, input: RotationInput, signal: AbortSignal): Promise<void>;
}

export interface NativePorts extends Ports {
  readonly retirements: RetirementStarts;
}
