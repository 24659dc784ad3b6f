// Consumers of every target with overlap, on its real service: 10,000 calls across 20 rotations, none of which may fail. The contract of
// targets makes the calls, so a target is measured as soon as it has its contract.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Measurement } from './measurement.ts';

const CALLS = 10_000;
const ROTATIONS = 20;
/** Which tests, by a part of their path: `REKEY_BENCH_TARGETS=redis`. */
const TESTS = `test/src/targets.*${process.env['REKEY_BENCH_TARGETS'] ?? ''}`;
const JEST = ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js'];

interface Line {
  readonly name: string;
  readonly rotations: number;
  readonly calls: number;
  readonly seconds: number;
  readonly failures: number;
}

export async function benchConsumers(): Promise<readonly Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-bench-'));
  const report = join(folder, 'report.jsonl');
  try {
    await runContract(report);
    return readLines(report).map(({ name, rotations, calls, seconds, failures }) => ({
      ...{ what: `${name}: failed calls of its consumers`, unit: 'calls', target: 0 },
      values: [failures],
      parts: { calls, rotations, seconds },
    }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function runContract(report: string): Promise<void> {
  const which = [TESTS, '--testNamePattern', 'consumers that cache'];
  const tests = spawn(
    process.execPath,
    [...JEST, ...which, '--maxWorkers', '1', '--testTimeout', String(CALLS * 1000)],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        ...process.env,
        REKEY_CONSUMER_CALLS: String(CALLS),
        REKEY_CONSUMER_ROTATIONS: String(ROTATIONS),
        REKEY_CONSUMER_REPORT: report,
      },
    },
  );
  const [code] = (await once(tests, 'close')) as [number | null];
  if (code !== 0) console.error('Not every target came to its end: the lines above say which.');
}

/** @throws Error where no target came so far as to be measured */
function readLines(report: string): readonly Line[] {
  const lines = readFileSync(report, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Line);
}
