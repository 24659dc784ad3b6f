// From the start of `rekey local`, as npm installs it, to its first answer to an SDK's call.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { findFreePort } from '../demo/services/free-port.ts';
import { createSystemClock } from '../local/clock.ts';
import type { Measurement } from './measurement.ts';
import { readCpuMs } from './process-cpu.ts';

const MS_BETWEEN_TRIES = 5;

export async function benchStart(runs: number): Promise<readonly Measurement[]> {
  const starts: Start[] = [];
  for (let run = 0; run < runs; run += 1) starts.push(await measureStart());
  return [
    {
      ...{ what: 'endpoint: start to first answer', unit: 's', target: 0.5 },
      values: starts.map(({ seconds }) => seconds),
      cpuMs: starts.flatMap(({ cpuMs }) => cpuMs ?? []),
    },
  ];
}

interface Start {
  readonly seconds: number;
  readonly cpuMs: number | undefined;
}

async function measureStart(): Promise<Start> {
  const port = await findFreePort();
  const began = performance.now();
  const child = spawn(
    process.execPath,
    ['dist/rekey.mjs', 'local', '--port', String(port), '--quiet'],
    { stdio: 'ignore' },
  );
  const closed = once(child, 'close');
  try {
    while (!(await isAnswered(port))) {
      if (child.exitCode !== null) throw new Error('The endpoint did not start: npm run build');
      await createSystemClock().sleep(MS_BETWEEN_TRIES);
    }
    return { seconds: (performance.now() - began) / 1000, cpuMs: readCpuMs(child.pid) };
  } finally {
    child.kill('SIGINT');
    await closed;
  }
}

/** A call as the SDK makes it: it loads the service's schemas. */
function isAnswered(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const call = request(
      {
        ...{ host: '127.0.0.1', port, method: 'POST', path: '/' },
        headers: {
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': 'secretsmanager.ListSecrets',
          authorization:
            'AWS4-HMAC-SHA256 Credential=local/20261101/us-east-1/secretsmanager/aws4_request, SignedHeaders=host, Signature=0',
        },
      },
      (answer) => {
        answer.resume();
        answer.once('end', () => resolve(answer.statusCode === 200));
      },
    );
    call.once('error', () => resolve(false));
    call.end('{}');
  });
}
