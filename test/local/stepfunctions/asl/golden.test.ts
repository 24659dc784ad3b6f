// The golden set: test/golden/asl holds a machine, what its tasks answer, and what must come of it, each expectation with its source: a
// section of the States Language, AWS's documentation, or an answer of AWS that was recorded. It is written by this project.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { HistoryEvent } from '../../../../local/stepfunctions/asl/history-event.ts';
import type { Json } from '../../../../local/stepfunctions/asl/json.ts';
import type { StepLimits } from '../../../../local/stepfunctions/asl/turn.ts';
import { type Driven, drive, START } from './drive.ts';

interface Golden {
  readonly title: string;
  readonly input?: Json;
  /** In the order of calls; null where it never answers. */
  readonly answers?: readonly (Answer | null)[];
  readonly limits?: Partial<StepLimits>;
  readonly stopAfterSeconds?: number;
  readonly definition: object;
  readonly expect: readonly Expectation[];
}

type Answer = { readonly output: Json } | { readonly error: string; readonly cause: string };

interface Expectation {
  readonly source: string;
  readonly status?: string;
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
  /** All types of events in their order. */
  readonly types?: readonly string[];
  /** Type, id, previousEventId of all events. */
  readonly links?: readonly (readonly [string, number, number])[];
  readonly event?: Partial<HistoryEvent> & {
    readonly id: number;
    readonly atSeconds?: number;
    readonly exactDetails?: object;
  };
  readonly callsAtSeconds?: readonly number[];
}

const FOLDER = 'test/golden/asl';
const cases = readdirSync(FOLDER).map((file): [string, Golden] => {
  const golden = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Golden;
  return [`${file}: ${golden.title}`, golden];
});

test.each(cases)('%s', async (_title, golden) => {
  const { answers = [], limits = {}, stopAfterSeconds } = golden;
  const driven = await drive(golden.definition, {
    limits,
    ...(golden.input === undefined ? {} : { input: golden.input }),
    ...(stopAfterSeconds === undefined ? {} : { stopAfterMs: stopAfterSeconds * 1000 }),
    answer: (_call, count) => {
      const answer = answers[count - 1];
      if (answer === undefined) throw new Error(`nothing answers call ${String(count)}`);
      if (answer === null) return undefined;
      return 'output' in answer
        ? { kind: 'succeeded', output: answer.output }
        : { kind: 'failed', ...answer };
    },
  });
  for (const expectation of golden.expect) hold(driven, expectation);
});

function hold({ events, outcome, calls }: Driven, expectation: Expectation): void {
  const { source, types, links, event, callsAtSeconds, ...ending } = expectation;
  expect([source, outcome]).toMatchObject([source, ending]);
  if (types !== undefined)
    expect([source, events.map(({ type }) => type)]).toEqual([source, types]);
  if (links !== undefined) {
    const found = events.map(({ type, id, previousEventId }) => [type, id, previousEventId]);
    expect([source, found]).toEqual([source, links]);
  }
  if (callsAtSeconds !== undefined) {
    expect([source, calls.map(({ at }) => at / 1000)]).toEqual([source, callsAtSeconds]);
  }
  if (event === undefined) return;
  const { id, atSeconds, exactDetails, ...members } = event;
  const found = events[id - 1];
  expect([source, found]).toMatchObject([source, { id, ...members }]);
  if (exactDetails !== undefined) expect([source, found?.details]).toEqual([source, exactDetails]);
  if (atSeconds !== undefined) {
    expect([source, ((found?.timestamp ?? 0) - START) / 1000]).toEqual([source, atSeconds]);
  }
}
