// What a function takes for the time, where the endpoint's clock is not the machine's: its Date, and what is left of its timeout.
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { promisify } from 'node:util';

const RealDate = Date;
const { now: realNow } = RealDate;
const monotonicNow = () => performance.now();
/** Date tells `at` for as long as time stands, else real time and `offsetMs`. */
const shown = { isReplaced: false, isStanding: false, at: 0, offsetMs: 0 };
/** Of the invocation that runs now. */
const left = { startedAt: 0, shownAt: 0, ms: 0 };

/** Called at the beginning of each invocation. */
export function setTime({ nowMs, isStanding, remainingMs }) {
  shown.isStanding = isStanding;
  shown.at = nowMs;
  shown.offsetMs = nowMs - realNow();
  const isReal = !isStanding && Math.abs(shown.offsetMs) < 1000;
  if (!shown.isReplaced && !isReal) {
    shown.isReplaced = true;
    replaceDate();
    if (isStanding) replaceTimers();
  }
  Object.assign(left, { startedAt: monotonicNow(), shownAt: nowMs, ms: remainingMs });
}

/** Where time stands it counts by Date alone, so that it is the same each time. What hangs is stopped by real time all the same. */
export function toRemainingMs() {
  const passed = shown.isStanding ? shown.at - left.shownAt : monotonicNow() - left.startedAt;
  return Math.max(0, Math.floor(left.ms - passed));
}

const shownNow = () => (shown.isStanding ? shown.at : realNow() + shown.offsetMs);

/** One class for the life of the sandbox: whoever keeps it sees every invocation's time. */
function replaceDate() {
  const Replaced = class extends RealDate {
    constructor(...parts) {
      if (parts.length === 0) super(shownNow());
      else super(...parts);
    }
    static now() {
      return shownNow();
    }
  };
  Object.defineProperty(Replaced, 'name', { value: 'Date' });
  globalThis.Date = Replaced;
}

/** Timers are real. Each that fires moves the time that stands to where it was due, so that a loop until some time ends. */
function replaceTimers() {
  const require = createRequire(import.meta.url);
  const timers = require('node:timers');
  const promises = require('node:timers/promises');
  const { setTimeout: realTimeout, setInterval: realInterval } = timers;
  const { setTimeout: realSleep } = promises;
  const timeout = (callback, ms, ...rest) => realTimeout(toMoving(callback, ms), ms, ...rest);
  const interval = (callback, ms, ...rest) => realInterval(toMoving(callback, ms), ms, ...rest);
  const sleep = async (ms, ...rest) => {
    const dueMs = shown.at + toMs(ms);
    const value = await realSleep(ms, ...rest);
    moveTo(dueMs);
    return value;
  };
  Object.defineProperty(timeout, promisify.custom, { value: sleep });
  Object.assign(timers, { setTimeout: timeout, setInterval: interval });
  Object.assign(promises, { setTimeout: sleep });
  Object.assign(globalThis, { setTimeout: timeout, setInterval: interval });
  syncBuiltinESMExports();
}

function toMoving(callback, ms) {
  if (typeof callback !== 'function') return callback; // refused in Node's own words
  let dueMs = shown.at + toMs(ms);
  return (...values) => {
    moveTo(dueMs);
    dueMs = shown.at + toMs(ms); // of an interval's next time
    callback(...values);
  };
}

/** A timer of an earlier invocation may fire in this one, whose time is later. */
function moveTo(dueMs) {
  if (shown.isStanding) shown.at = Math.max(shown.at, dueMs);
}

/** As Node reads it: what is no number from 1 on is a millisecond. */
function toMs(ms) {
  const number = Number(ms);
  return number >= 1 && number < 2 ** 31 ? Math.trunc(number) : 1;
}
