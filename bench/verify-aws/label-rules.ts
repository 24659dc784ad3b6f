// What else Rekey rests on, one by one. A refusal of another kind than src/aws expects throws, and so is found too.
import { SecretValue } from '../../src/rotation/secret-value.ts';
import { AWSCURRENT, AWSPENDING } from '../../src/rotation/staging.ts';
import { type Contender, type Contest, type Labels, listHolders, readLabels } from './contest.ts';
import type { Finding } from './finding.ts';

/** @param initial the secret's first version; call it before any race, while AWSCURRENT is there */
export async function checkLabelRules(contest: Contest): Promise<readonly Finding[]> {
  const [first, second] = contest.contenders;
  if (first === undefined || second === undefined) throw new Error('Expected two contenders.');
  return [
    await checkOwnLabels(contest),
    await checkRepeatedPut(contest, first),
    await checkRefusal(contest, first, second),
    await checkReadByLabel(contest, first),
    await checkLabelsComeOff(contest, first),
  ];
}

/** Otherwise a claim would take AWSPENDING or AWSCURRENT from somebody by merely putting its version. */
async function checkOwnLabels(contest: Contest): Promise<Finding> {
  const isPut = (labels: Labels): boolean =>
    contest.contenders.every(({ token, label }) => labels.get(token)?.join() === label);
  const labels = await readLabels(contest, isPut);
  const current = listHolders(labels, AWSCURRENT);
  const isFirst =
    current.length === 1 && !contest.contenders.some(({ token }) => current.includes(token));
  const pending = listHolders(labels, AWSPENDING);
  return {
    what: 'a version put under its own label alone leaves AWSCURRENT and AWSPENDING where they are',
    held: isPut(labels) && isFirst && pending.length === 0,
    seen: `AWSCURRENT on ${current.join() || 'none'}, AWSPENDING on ${pending.join() || 'none'}`,
  };
}

async function checkRepeatedPut(
  { arn, signal }: Contest,
  { secrets, token, label }: Contender,
): Promise<Finding> {
  const put = async (text: string): Promise<string> =>
    await secrets.put({ arn, token, value: new SecretValue(text), labels: [label] }, signal);
  const again = await put(`opens nothing: ${token}`);
  const other = await put('opens nothing either');
  return {
    what: 'the same version put again does nothing, and with another value it is refused',
    held: again === 'stored' && other === 'exists',
    seen: `again: ${again}; another value: ${other}`,
  };
}

async function checkRefusal(
  { arn, signal }: Contest,
  first: Contender,
  second: Contender,
): Promise<Finding> {
  const move = async (by: Contender, from?: string): Promise<string> =>
    await by.secrets.moveLabel(
      { arn, label: AWSPENDING, to: by.token, ...(from !== undefined && { from }) },
      signal,
    );
  const claimed = await move(first);
  const unnamed = await move(second);
  const misnamed = await move(second, second.token);
  const named = await move(second, first.token);
  await second.secrets.moveLabel({ arn, label: AWSPENDING, from: second.token }, signal);
  const seen = { claimed, unnamed, misnamed, named };
  return {
    what: 'a label on another version moves only for whoever names that version',
    held: [claimed, unnamed, misnamed, named].join() === 'moved,refused,refused,moved',
    seen: Object.entries(seen)
      .map(([name, result]) => `${name}: ${result}`)
      .join(', '),
  };
}

async function checkReadByLabel(
  { arn, signal }: Contest,
  { secrets, token, label }: Contender,
): Promise<Finding> {
  const read = async (wanted: string): Promise<string> =>
    (await secrets.read({ arn, versionId: token, label: wanted }, signal)) === undefined
      ? 'nothing'
      : 'a value';
  const own = await read(label);
  const foreign = await read(AWSCURRENT);
  return {
    what: 'a version read by its id and a label together is found only where it carries the label',
    held: own === 'a value' && foreign === 'nothing',
    seen: `its own label: ${own}; AWSCURRENT: ${foreign}`,
  };
}

async function checkLabelsComeOff(
  contest: Contest,
  { secrets, token, label }: Contender,
): Promise<Finding> {
  const { arn, signal } = contest;
  const off = await secrets.moveLabel({ arn, label, from: token }, signal);
  const isOff = (labels: Labels): boolean => listHolders(labels, label).length === 0;
  const labels = await readLabels(contest, isOff);
  await secrets.moveLabel({ arn, label, to: token }, signal);
  return {
    what: 'an own label comes off by naming its version, and goes on again',
    held: off === 'moved' && isOff(labels),
    seen: `off: ${off}`,
  };
}
