// What a DISTRIBUTED Map over 10,000 items costs whose executions are one Pass state each.
import { startEndpoint } from './load/server-process.ts';
import type { Measurement } from './measurement.ts';
import { connect } from './state-machines/client.ts';

const ITEMS = 10_000;
const MS_BETWEEN_LOOKS = 100;

export async function benchMapRun(runs: number): Promise<readonly Measurement[]> {
  const measurements: Measurement[] = [];
  for (const executionType of ['STANDARD', 'EXPRESS']) {
    const values: number[] = [];
    const cpuMs: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      const { seconds, milliseconds } = await measure(executionType);
      values.push(seconds);
      cpuMs.push(milliseconds);
    }
    const what = `state machines: a map run of 10,000 ${executionType} executions`;
    measurements.push({ what, unit: 's', target: 10, values, cpuMs });
  }
  return measurements;
}

/** In an endpoint of its own, so that none carries what another left. */
async function measure(
  executionType: string,
): Promise<{ readonly seconds: number; readonly milliseconds: number }> {
  const server = await startEndpoint();
  const client = await connect(server.url);
  try {
    const machine = await client.createMachine('map', {
      QueryLanguage: 'JSONata',
      StartAt: 'Each',
      States: {
        Each: {
          Type: 'Map',
          Items: `{% [1..${String(ITEMS)}] %}`,
          ItemProcessor: {
            ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: executionType },
            StartAt: 'Item',
            States: { Item: { Type: 'Pass', End: true } },
          },
          Output: null,
          End: true,
        },
      },
    });
    const before = server.cpuMs();
    const began = performance.now();
    await client.waitForEnd(await client.start(machine), MS_BETWEEN_LOOKS);
    const seconds = (performance.now() - began) / 1000;
    return { seconds, milliseconds: server.cpuMs() - before };
  } finally {
    client.close();
    await server.stop();
  }
}
