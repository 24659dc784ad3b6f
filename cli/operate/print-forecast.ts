// What the next run will do, for people.
import type { Forecast } from '../../src/rotation/forecast.ts';
import type { Style, Writer } from '../writer.ts';
import { createFieldPrinter } from './print-fields.ts';
import { toMinute, toSpan } from './time-text.ts';

const STYLES: Readonly<Record<Forecast['decision'], Style>> = {
  rotate: 'good',
  skip: 'warn',
  fail: 'bad',
};
const STATE_WIDTH = 18;

export function printForecast(writer: Writer, name: string, forecast: Forecast, now: number): void {
  const { decision, reason, startedBy, startsAt, deadline, first, steps } = forecast;
  const print = createFieldPrinter(writer);
  writer.line(writer.paint('strong', name));
  print('next run', [
    startedBy === 'schedule' ? `${toMinute(startsAt)}, in ${toSpan(startsAt - now)}` : 'by hand',
  ]);
  print('would', [writer.paint(STYLES[decision], decision)]);
  print('', [reason]);
  if (deadline !== undefined) {
    print('deadline', [
      startedBy === 'schedule'
        ? `${toMinute(deadline)}: no step begins after it`
        : `${toSpan(deadline - startsAt)} after its start: no step begins after it`,
    ]);
  }
  print('first', first);
  print(
    'then',
    steps.map(({ state, does }) => `${state.padEnd(STATE_WIDTH)}${does}`),
  );
  print(
    'retired',
    forecast.retirements.map(({ versionId, at }) => `${versionId}, not before ${toMinute(at)}`),
  );
  print('not known', forecast.unknown);
}
