// Staging labels: each is on one version at most, and AWSCURRENT, AWSPENDING and AWSPREVIOUS move together.
// Pure. Sources: API_PutSecretValue, API_UpdateSecretVersionStage, and recorded answers.
import {
  currentNeverRemoved,
  moveWithoutVersion,
  removeFromOtherVersion,
  removeFromVersionEmpty,
  stageOnNoVersion,
  versionNotFound,
} from '../errors.ts';
import { AWSCURRENT, AWSPENDING, AWSPREVIOUS } from '../secret-document.ts';
import type { Labelled, VersionList } from './version-list.ts';

/**
 * The labels after a new version has come. It carries those that were asked for, AWSCURRENT where none were, and AWSCURRENT
 * besides where it is the first version. A new AWSCURRENT makes the old one AWSPREVIOUS and takes AWSPENDING off, wherever it
 * was: a value put by hand abandons the rotation that was under way [LS].
 */
export function applyPut<Version extends Labelled>(
  versions: VersionList<Version>,
  added: Version,
  asked: readonly string[] | undefined,
): VersionList<Version> {
  const stages = new Set(asked ?? [AWSCURRENT]);
  if (versions.length === 0) stages.add(AWSCURRENT);
  const leavesCurrent = versions.findByStage(AWSCURRENT)?.id;
  const few = [...versions.labelled, added];
  if (!stages.has(AWSCURRENT)) return versions.put(attach(few, added.id, stages));
  const demoted = leavesCurrent === undefined ? few : attach(few, leavesCurrent, [AWSPREVIOUS]);
  return versions.put(attach(detach(demoted, AWSPENDING), added.id, stages));
}

export interface StageMove {
  readonly stage: string;
  readonly removeFrom?: string | undefined;
  readonly moveTo?: string | undefined;
}

/**
 * The labels after UpdateSecretVersionStage, which is compare-and-set: a label that sits on a version other than `moveTo` moves only
 * where `removeFrom` names that version. The same move again, when the label has arrived, succeeds and changes nothing.
 * @throws ServiceError InvalidParameterException, ResourceNotFoundException
 */
export function applyMove<Version extends Labelled>(
  versions: VersionList<Version>,
  { stage, removeFrom, moveTo }: StageMove,
): VersionList<Version> {
  const holder = versions.findByStage(stage)?.id;
  const target = moveTo === undefined ? undefined : versions.find(moveTo);
  if (moveTo !== undefined && target === undefined) throw versionNotFound(moveTo);
  if (removeFrom !== undefined && versions.find(removeFrom) === undefined) {
    throw versionNotFound(removeFrom);
  }
  if (removeFrom !== undefined && removeFrom !== holder) {
    throw holder === undefined
      ? stageOnNoVersion(stage, removeFrom)
      : removeFromOtherVersion(stage, holder);
  }
  if (target === undefined) {
    if (removeFrom === undefined) {
      throw holder === undefined ? moveWithoutVersion() : removeFromVersionEmpty(stage, holder);
    }
    if (stage === AWSCURRENT) throw currentNeverRemoved();
    return versions.put(detach(versions.labelled, stage));
  }
  if (holder === target.id) return versions;
  const few = target.stages.length > 0 ? versions.labelled : [...versions.labelled, target];
  const moved = attach(few, target.id, [stage]);
  if (holder === undefined) return versions.put(moved);
  if (removeFrom === undefined) throw removeFromVersionEmpty(stage, holder);
  return versions.put(stage === AWSCURRENT ? attach(moved, holder, [AWSPREVIOUS]) : moved);
}

/** Labels that are on another version now, or on one for the first time, in the order of versions. */
export function listMoved(
  before: VersionList<Labelled> | undefined,
  after: VersionList<Labelled>,
): readonly { readonly stage: string; readonly versionId: string }[] {
  const moved: { readonly stage: string; readonly versionId: string }[] = [];
  const labelled = before?.labelled ?? [];
  for (const { id, stages } of after.labelled) {
    const had = labelled.find((version) => version.id === id)?.stages ?? [];
    for (const stage of stages) if (!had.includes(stage)) moved.push({ stage, versionId: id });
  }
  return moved;
}

export function countLabels(versions: VersionList<Labelled>): number {
  return versions.labelled.reduce((count, { stages }) => count + stages.length, 0);
}

/** The labels come to one version and leave every other. */
function attach<Version extends Labelled>(
  versions: readonly Version[],
  id: string,
  labels: Iterable<string>,
): readonly Version[] {
  const coming = new Set(labels);
  return versions.map((version) => {
    if (version.id === id)
      return { ...version, stages: [...version.stages, ...missing(version, coming)] };
    if (!version.stages.some((stage) => coming.has(stage))) return version;
    return { ...version, stages: version.stages.filter((stage) => !coming.has(stage)) };
  });
}

function missing({ stages }: Labelled, coming: ReadonlySet<string>): string[] {
  return [...coming].filter((stage) => !stages.includes(stage));
}

function detach<Version extends Labelled>(
  versions: readonly Version[],
  label: string,
): readonly Version[] {
  return versions.map((version) =>
    version.stages.includes(label)
      ? { ...version, stages: version.stages.filter((stage) => stage !== label) }
      : version,
  );
}
