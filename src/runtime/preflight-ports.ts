// What the preflight has beside the ports of every Lambda: the endpoints of AWS, and what Lambda says of its own runtime.
import { createClientConfig } from '../aws/clients.ts';
import { createEndpoints } from '../aws/endpoints.ts';
import type { PreflightPorts } from '../rotation/look-ahead.ts';
import type { Ports } from '../rotation/ports.ts';
import { loadConfig } from './config.ts';

export function addPreflightPorts(ports: Ports): PreflightPorts {
  const { region, memoryMegabytes } = loadConfig();
  return {
    ...ports,
    // One try: the clients' own patience would hide how long a call without an answer takes.
    endpoints: createEndpoints({ ...createClientConfig(region), maxAttempts: 1 }, ports.clock),
    runtime: {
      node: process.version,
      ...(memoryMegabytes === undefined ? {} : { memoryMegabytes }),
    },
  };
}
