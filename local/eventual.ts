// What is there at once or later. Most calls have nothing to wait for, and each promise on the way costs them as much as a look into the
// store: where a step may or may not wait, its result goes on without one.
import { isPromise } from 'node:util/types';

export type Eventual<Value> = Value | Promise<Value>;

/** `next` of the value: now, or once it is there. What `next` throws is thrown, or rejects. */
export function whenThere<Value, Result>(
  value: Eventual<Value>,
  next: (value: Value) => Eventual<Result>,
): Eventual<Result> {
  return isLater(value) ? value.then(next) : next(value);
}

export function isLater<Value>(value: Eventual<Value>): value is Promise<Value> {
  return isPromise(value);
}
