// `npm start -- --once`, as a newcomer runs it after `npm ci`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Measurement } from './measurement.ts';

export async function benchDemo(runs: number): Promise<readonly Measurement[]> {
  const values: number[] = [];
  for (let run = 0; run < runs; run += 1) values.push(await measureDemo());
  return [{ what: 'npm start -- --once', unit: 's', target: 60, values }];
}

async function measureDemo(): Promise<number> {
  const began = performance.now();
  const child = spawn('npm', ['start', '--', '--once', '--port', '0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += String(chunk);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`npm start ended with ${String(code)}:\n${errors}`);
  return (performance.now() - began) / 1000;
}
