// What the preflight has beside the ports of every Lambda: the endpoints of AWS, and what Lambda says of its own runtime.
import { createClientConfig } from '../aws/clients.ts';
import { createEndpoints } from '../aws/endpoints.ts';
import type { Clock } from '../rotation/effects.ts';
import type { PreflightPorts } from '../rotation/look-ahead.ts';
import type { Ports } from '../rotation/ports.ts';
import { loadConfig } from './config.ts';

export function createPreflightPorts(clock: Clock): Omit<PreflightPorts, keyof Ports> {
  const { region, memoryMegabytes } = loadConfig();
  return {
    // One try: the clients' own patience would hide how long a call without an answer takes.
    endpoints: createEndpoints({ ...createClientConfig(region), maxAttempts: 1 }, clock),
    runtime: {
      node: process.version,
      ...(memoryMegabytes === undefined ? {} : { memoryMegabytes }),
    },
  };
}
