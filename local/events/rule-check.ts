// A rule's pattern and schedule at the door.
import type { PutRuleCommandInput } from '@aws-sdk/client-eventbridge';
import { type EventPattern, parseEventPattern } from '../event-pattern.ts';
import { findRuleScheduleExpression } from '../schedule-expression.ts';
import { PatternError } from '../value-pattern.ts';
import { invalidEventPattern, validationException } from './errors.ts';
import { DEFAULT_BUS } from './store.ts';

export function checkRule(input: PutRuleCommandInput, bus: string): void {
  const { EventPattern: pattern, ScheduleExpression: expression } = input;
  if (pattern === undefined && expression === undefined) {
    throw validationException('Parameter(s) EventPattern or ScheduleExpression must be specified.');
  }
  if (expression !== undefined) {
    if (bus !== DEFAULT_BUS) {
      throw validationException('ScheduleExpression is supported only on the default event bus.');
    }
    if (findRuleScheduleExpression(expression) === undefined) {
      throw validationException('Parameter ScheduleExpression is not valid.');
    }
  }
  if (pattern !== undefined) checkEventPattern(pattern);
}

/** @throws ServiceError InvalidEventPatternException */
export function checkEventPattern(text: string): EventPattern {
  try {
    return parseEventPattern(text);
  } catch (error) {
    if (error instanceof PatternError) throw invalidEventPattern(error.message);
    throw error;
  }
}
