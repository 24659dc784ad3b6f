// What a function takes for the time, where the endpoint's clock is not the machine's: its Date, and what is left of its timeout.
import { createRequire, syncBuiltinESMExports } from 'node:module';
import process from 'node:process';
import { promisify } from 'node:util';

const RealDate = Date;
const { now: realNow } = RealDate;
const monotonicNow = () => performance.now();
/** Date tells `at` for as long as time stands, else real time and `offsetMs`. */
const shown = { isReplaced: false, isStanding: false, at: 0, offsetMs: 0 };
/** HTTP clients give an answer a second at the least. */
const WATCHING_MS_MIN = 1000;
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

/**
 * Timers are real. Each that fires moves the time that stands to where it was due, so that a loop until some time ends. But not one that
 * watches over an answer to come, or keeps nobody waiting: whether it fires is the machine's speed.
 */
function replaceTimers() {
  const require = createRequire(import.meta.url);
  const timers = require('node:timers');
  const promises = require('node:timers/promises');
  const { setTimeout: realTimeout, setInterval: realInterval } = timers;
  const { setTimeout: realSleep } = promises;
  const toMoving =
    (start) =>
    (callback, ms, ...rest) => {
      if (typeof callback !== 'function') return start(callback, ms); // refused in Node's own words
      let dueMs = shown.at + toMs(ms);
      const moving = (...values) => {
        if (timer.hasRef()) moveTo(dueMs, ms);
        dueMs = shown.at + toMs(ms); // of an interval's next time
        callback(...values);
      };
      const timer = start(moving, ms, ...rest);
      return timer;
    };
  const timeout = toMoving(realTimeout);
  const interval = toMoving(realInterval);
  const sleep = async (ms, value, options) => {
    const dueMs = shown.at + toMs(ms);
    const slept = await realSleep(ms, value, options);
    if (options?.ref !== false) moveTo(dueMs, ms);
    return slept;
  };
  Object.defineProperty(timeout, promisify.custom, { value: sleep });
  Object.assign(timers, { setTimeout: timeout, setInterval: interval });
  Object.assign(promises, { setTimeout: sleep });
  Object.assign(globalThis, { setTimeout: timeout, setInterval: interval });
  syncBuiltinESMExports();
}

/** A timer of an earlier invocation may fire in this one, whose time is later. */
function moveTo(dueMs, ms) {
  if (!shown.isStanding || (toMs(ms) >= WATCHING_MS_MIN && isAnswerToCome())) return;
  shown.at = Math.max(shown.at, dueMs);
}

/** Sockets that wait for the next request keep no event loop alive. */
function isAnswerToCome() {
  return process.getActiveResourcesInfo().some((name) => name.startsWith('TCP'));
}

/** As Node reads it: what is no number from 1 on is a millisecond. */
function toMs(ms) {
  const number = Number(ms);
  return number >= 1 && number < 2 ** 31 ? Math.trunc(number) : 1;
}
