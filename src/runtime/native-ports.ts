// What native rotation has beside the ports of every Lambda: the machine that retires.
import { createClientConfig } from '../aws/clients.ts';
import { createRetirementStarts } from '../aws/retirement-starts.ts';
import type { Clock } from '../rotation/effects.ts';
import type { NativePorts } from '../rotation/native/ports.ts';
import type { Ports } from '../rotation/ports.ts';
import { loadRetiringMachine } from './config.ts';

export function createNativePorts(clock: Clock): Omit<NativePorts, keyof Ports> {
  const { region, machineArn } = loadRetiringMachine();
  const retirements = createRetirementStarts(createClientConfig(region), clock, machineArn);
  return { retirements };
}
