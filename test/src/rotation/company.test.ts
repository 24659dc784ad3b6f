// Others come between at every call of a rotation: the same trigger once more, a person who puts a value or moves AWSCURRENT back.
import { AsyncLocalStorage } from 'node:async_hooks';
import { expect, test } from '@jest/globals';
import { driveRotation, type Outcome } from '../../support/drive-rotation.ts';
import type { TargetKind } from '../../support/fake-target.ts';
import { findAllFaults, findNoticeFaults, viewTarget } from '../../support/find-all-faults.ts';
import { findClaims, findCurrentFaults } from '../../support/invariants.ts';
import { createWorld, type World } from '../../support/rotation-world.ts';

const kinds = ['generated', 'pure-native', 'pure-unnamed', 'effect-native', 'pure-none'] as const;
/** So many calls hold the plan and the claim; later ones meet a claim that stands. */
const CLAIM_CALLS = 9;
const MORE_CALLS = 5;
const HAND = 'version-by-hand-number-one-of-many';

test.each(kinds)(
  'two runs of one %s secret never interleave, wherever the second begins',
  async (kind) => {
    const faults: string[] = [];
    for (const staleMs of [0, 5000]) {
      for (let index = 0; index < (await countCalls(kind)); index += 1) {
        const world = createWorld(kind);
        world.secrets.settings.staleMs = staleMs;
        const interleaved = watchMutations(world);
        const seconds: Outcome[] = [];
        comeBetween(world, index, async () => {
          seconds.push(await driveRotation(world, { name: 'run-2' }));
        });
        const first = await driveRotation(world, { name: 'run-1' });
        const third = await driveRotation(world, { name: 'run-3' });
        const where = `stale ${String(staleMs)} at ${String(index)}: `;
        const rotated = [first, ...seconds].filter(({ decision }) => decision === 'rotated');
        if (rotated.length === 0) faults.push(`${where}nobody rotated`);
        const all = [first, ...seconds, third];
        faults.push(
          ...[...findAllFaults(world, all), ...interleaved()].map((text) => where + text),
        );
      }
    }
    expect(faults).toEqual([]);
  },
  60_000,
);

test.each(kinds)(
  'two runs of one %s secret that take turns until both have planned and claimed never work at once',
  async (kind) => {
    const faults: string[] = [];
    for (let first = 1; first <= CLAIM_CALLS; first += 1) {
      for (let second = 1; second <= CLAIM_CALLS; second += 1) {
        const world = createWorld(kind);
        const interleaved = watchMutations(world);
        const outcomes = await takeTurns(world, first, second);
        const left = findClaims(world.secrets);
        const last = await driveRotation(world, { name: 'run-3' });
        const found = [...left, ...findAllFaults(world, [...outcomes, last]), ...interleaved()];
        if (!outcomes.some(({ decision }) => decision === 'rotated')) found.push('nobody rotated');
        faults.push(...found.map((text) => `${String(first)}, ${String(second)}: ${text}`));
      }
    }
    expect(faults).toEqual([]);
  },
  120_000,
);

test.each(kinds)(
  'a value that a person puts during a %s rotation stays AWSCURRENT until the next one',
  async (kind) => {
    const faults: string[] = [];
    for (let index = 0; index < (await countCalls(kind)); index += 1) {
      const world = createWorld(kind);
      comeBetween(world, index, () => replaceByHand(world));
      const first = await driveRotation(world, { name: 'run-1' });
      const where = `at ${String(index)}: `;
      const found = [
        ...findCurrentFaults(world.secrets, viewTarget(world)),
        ...findClaims(world.secrets),
        ...findNoticeFaults([first]),
      ];
      if (index > 0 && world.secrets.labels.get(HAND)?.includes('AWSCURRENT') !== true)
        found.push('the person’s value is gone');
      // Two more: the first is a rotation, and the second comes after what the person had superseded is due.
      const second = await driveRotation(world, { name: 'run-2' });
      const third = await driveRotation(world, { name: 'run-3' });
      found.push(...findAllFaults(world, [first, second, third]));
      if (second.decision !== 'rotated') found.push(`run-2 ${second.failure?.cause ?? ''}`);
      faults.push(...found.map((text) => where + text));
    }
    expect(faults).toEqual([]);
  },
  60_000,
);

test.each(['pure-native', 'effect-native'] as const)(
  'a %s credential that a person rolls back to is not revoked, and the other one is in its time',
  async (kind) => {
    const faults: string[] = [];
    const calls = await countCalls(kind);
    for (let index = calls - 8; index < calls; index += 1) {
      const world = createWorld(kind);
      const rolledBack: string[] = [];
      comeBetween(world, index, () => {
        const previous = findHolder(world.secrets, 'AWSPREVIOUS');
        const value = world.secrets.valueOf(previous ?? '');
        // Back to a credential that is revoked already: nobody can help that.
        if (previous === undefined || value === undefined || !world.target.works(value)) return;
        rolledBack.push(previous);
        world.secrets.moveByHand('AWSCURRENT', previous);
      });
      const first = await driveRotation(world, { name: 'run-1' });
      const isRevokedMeanwhile = world.calls[index] === 'target:retire';
      if (rolledBack.length === 0 || isRevokedMeanwhile) continue;
      const found = [
        ...findCurrentFaults(world.secrets, viewTarget(world)),
        ...findClaims(world.secrets),
      ];
      world.advance(700_000);
      const second = await driveRotation(world, { name: 'run-2' });
      const third = await driveRotation(world, { name: 'run-3' });
      found.push(...findAllFaults(world, [first, second, third]));
      faults.push(...found.map((text) => `at ${String(index)}: ${text}`));
    }
    expect(faults).toEqual([]);
  },
);

/** Whose call it is. One for all: each that has been used makes every later promise of the process slower. */
const who = new AsyncLocalStorage<'run-1' | 'run-2'>();

/** run-1 makes `first` calls, then run-2 `second`, then run-1 some more, then run-2 all of its others, and run-1 at last its own. */
async function takeTurns(world: World, first: number, second: number): Promise<readonly Outcome[]> {
  const made = { 'run-1': 0, 'run-2': 0 };
  const ended = new Set<string>();
  const waiting: (() => void)[] = [];
  const mayGo = (run: 'run-1' | 'run-2'): boolean =>
    run === 'run-1'
      ? made['run-1'] < first ||
        (made['run-2'] >= second && made['run-1'] < first + MORE_CALLS) ||
        ended.has('run-2')
      : (made['run-1'] >= first && made['run-2'] < second) ||
        made['run-1'] >= first + MORE_CALLS ||
        ended.has('run-1');
  const wake = (): void => {
    for (const resume of waiting.splice(0)) resume();
  };
  world.fault = () => async () => {
    const run = who.getStore() ?? 'run-1';
    while (!mayGo(run)) await new Promise<void>((resume) => waiting.push(resume));
    made[run] += 1;
    wake();
  };
  const drive = async (run: 'run-1' | 'run-2'): Promise<Outcome> =>
    await who.run(run, async () => {
      const outcome = await driveRotation(world, { name: run });
      ended.add(run);
      wake();
      return outcome;
    });
  const outcomes = await Promise.all([drive('run-1'), drive('run-2')]);
  world.fault = undefined;
  return outcomes;
}

/** A person sees to the credential that a person had made; what we made is ours to revoke. */
function replaceByHand({ secrets, target }: World): void {
  const current = findHolder(secrets, 'AWSCURRENT');
  const { id } = JSON.parse(secrets.valueOf(current ?? '') ?? '') as { id: string };
  const replaced = target.credentials.find((credential) => credential.id === id);
  secrets.putByHand(HAND, target.createByHand('person'));
  if (replaced !== undefined && !replaced.name.startsWith('rekey-')) target.removeByHand(id);
}

function comeBetween(world: World, index: number, act: () => Promise<void> | void): void {
  let isDone = false;
  world.fault = (at) => {
    if (at !== index || isDone) return undefined;
    isDone = true;
    return act;
  };
}

/** I7: whoever changes the target holds AWSPENDING at that moment. */
function watchMutations(world: World): () => readonly string[] {
  const faults: string[] = [];
  world.onMutation = (token) => {
    const holder = findHolder(world.secrets, 'AWSPENDING') ?? '';
    const owned = (world.secrets.labels.get(holder) ?? []).find((label) =>
      label.startsWith('rekey:arn'),
    );
    const isOwn = holder === token || owned?.endsWith('#r') === true;
    if (!isOwn) faults.push(`I7: ${token} changed the target while ${holder} held the claim`);
  };
  return () => faults;
}

function findHolder({ labels }: World['secrets'], label: string): string | undefined {
  return [...labels].find(([, carried]) => carried.includes(label))?.[0];
}

async function countCalls(kind: TargetKind): Promise<number> {
  const world = createWorld(kind);
  await driveRotation(world);
  return world.calls.length;
}
