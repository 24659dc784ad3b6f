// Secrets Manager's cron(), said in EventBridge's, whose calendar local/cron.ts knows: minutes are 0 and the year is *, hours know a
// step alone (also `/8`), W is unknown, a weekday with L may stand under Day-of-month (SUNL), and Day-of-week knows steps.
import { type Cron, findCron, findNextWallTime } from '../../cron.ts';
import { invalidParameter } from '../errors.ts';
import { findShortestGap, GAP_HOURS_MIN } from './window-hours.ts';

const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** @throws ServiceError InvalidParameterException; its words are not recorded */
export function parseCron(inner: string): Cron {
  const refuse = (reason: string): never => {
    throw invalidParameter(`Invalid rotation schedule: cron(${inner}). ${reason}`);
  };
  const fields = inner.split(' ').filter((field) => field !== '');
  const [minutes, hours = '', dayOfMonth = '', month = '', dayOfWeek = '', year] = fields;
  if (fields.length !== 6) refuse('It takes six fields.');
  if (minutes !== '0') refuse('Minutes must be 0.');
  if (year !== '*') refuse('Year must be *.');
  if (!/^(?:\d{1,2}|\d{0,2}\/\d{1,2})$/u.test(hours)) {
    refuse('Hours must be an hour from 0 to 23, or a first hour and a step such as 8/8.');
  }
  if (/W/iu.test(dayOfMonth)) refuse('Day-of-month does not know W.');
  const days = toEventBridgeDays(dayOfMonth, dayOfWeek);
  const cron = findCron(
    ['0', hours.replace(/^\//u, '0/'), days.ofMonth, month, days.ofWeek, '*'].join(' '),
  );
  if (cron === undefined) return refuse('One of its fields has a value that is not known there.');
  if (findNextWallTime(cron, 0) === undefined) refuse('Its day never comes.');
  if (findShortestGap(cron) < GAP_HOURS_MIN) {
    refuse(`A secret rotates every ${String(GAP_HOURS_MIN)} hours at most.`);
  }
  return cron;
}

function toEventBridgeDays(ofMonth: string, ofWeek: string) {
  const isLastWeekday = /^[A-Z]{3}L$/iu.test(ofMonth) && ofWeek === '?';
  return isLastWeekday
    ? { ofMonth: '?', ofWeek: ofMonth }
    : { ofMonth, ofWeek: ofWeek.split(',').map(expandStep).join(',') };
}

/** `MON/2` as MON,WED,FRI. What is no step stays as it is, for the calendar to judge. */
function expandStep(part: string): string {
  const [, first = '', last, step = ''] =
    /^(\*|\d|[A-Z]{3})(?:-(\d|[A-Z]{3}))?\/([1-7])$/iu.exec(part) ?? [];
  if (step === '') return part;
  const from = first === '*' ? 1 : toWeekday(first);
  const to = last === undefined ? WEEKDAYS.length : toWeekday(last);
  const days: number[] = [];
  for (let day = from; day <= to; day += Number(step)) days.push(day);
  return days.join(',');
}

function toWeekday(text: string): number {
  return /^\d$/u.test(text) ? Number(text) : WEEKDAYS.indexOf(text.toUpperCase()) + 1;
}
