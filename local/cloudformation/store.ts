// What CloudFormation remembers: stacks, their resources, events, change sets, and the operation under way with its
// journal. An operation is taken up from here after a restart, so every step is written down before it is taken.

import type { Random } from '../random.ts';
import type { Principal } from '../service.ts';
import type { Collection, Store } from '../store.ts';
import { createSealing, type Sealing } from './sealing.ts';
import type { DeletionPolicy } from './template/template.ts';
import type { ValueRecord } from './template/value.ts';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** What a template is run with. Sealed in the store. */
export interface Inputs {
  readonly templateBody: string;
  /** Every parameter's text, defaults included. */
  readonly parameters: Readonly<Record<string, string>>;
}

export interface StackOutput {
  readonly OutputKey: string;
  readonly OutputValue: string;
  readonly Description?: string;
  readonly ExportName?: string;
}

export interface StackDocument {
  readonly stackId: string;
  readonly stackName: string;
  readonly region: string;
  readonly status: string;
  readonly statusReason?: string;
  readonly creationTime: number;
  readonly lastUpdatedTime?: number;
  readonly deletionTime?: number;
  readonly description?: string;
  readonly capabilities: readonly string[];
  readonly tags: readonly Tag[];
  readonly roleArn?: string;
  readonly disableRollback: boolean;
  readonly terminationProtection: boolean;
  readonly outputs: readonly StackOutput[];
  /** Names that the stack imports, so that their exporters stay. */
  readonly imports: readonly string[];
}

export interface ResourceDocument {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId?: string;
  readonly status: string;
  readonly statusReason?: string;
  readonly timestamp: number;
  readonly dependsOn: readonly string[];
  readonly deletionPolicy: DeletionPolicy;
  readonly updateReplacePolicy: DeletionPolicy;
  /** JSON text of the resource's Metadata. */
  readonly metadata?: string;
  /** The properties as they were given to the provider, and its attributes. */
  readonly sealed: string;
}

export interface ResourceValues {
  readonly properties: ValueRecord;
  readonly attributes: ValueRecord;
}

export interface EventDocument {
  readonly eventId: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly timestamp: number;
  readonly status: string;
  readonly statusReason?: string;
  readonly token?: string;
}

export interface OperationDocument {
  readonly kind: 'create' | 'update' | 'delete';
  readonly phase: 'apply' | 'rollback' | 'cleanup';
  readonly principal: Principal;
  readonly roleArn?: string;
  readonly token?: string;
  readonly capabilities: readonly string[];
  readonly tags: readonly Tag[];
  readonly onFailure: 'ROLLBACK' | 'DELETE' | 'DO_NOTHING';
  /** Logical ids that DeleteStack was asked to leave. */
  readonly retain: readonly string[];
  /** Somebody deleted the stack while it was being made: the operation stops and turns into that. */
  readonly thenDelete?: OperationDocument;
}

/** One change of one resource, written before the change is made. */
export interface JournalDocument {
  readonly key: string;
  readonly logicalId: string;
  readonly action: 'create' | 'update' | 'replace' | 'remove';
  readonly nonce: string;
  /** The resource as it was. */
  readonly before?: ResourceDocument;
  readonly done: boolean;
  readonly undone: boolean;
  readonly cleaned?: boolean;
  /** After a rollback: the replacement that nothing uses. */
  readonly made?: ResourceDocument;
}

export interface ChangeSetDocument {
  readonly changeSetId: string;
  readonly changeSetName: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly type: 'CREATE' | 'UPDATE';
  readonly description?: string;
  readonly creationTime: number;
  readonly status: 'CREATE_COMPLETE' | 'FAILED';
  readonly statusReason?: string;
  readonly executionStatus: 'AVAILABLE' | 'UNAVAILABLE' | 'EXECUTE_COMPLETE';
  readonly capabilities: readonly string[];
  readonly tags: readonly Tag[];
  readonly roleArn?: string;
  readonly onFailure?: OperationDocument['onFailure'];
  /** The planned changes, as DescribeChangeSet shows them. */
  readonly changes: readonly ChangeDocument[];
}

export interface ChangeDocument {
  readonly action: 'Add' | 'Modify' | 'Remove';
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId?: string;
  readonly replacement?: 'True' | 'False' | 'Conditional';
  readonly changedProperties: readonly string[];
}

export interface CloudFormationStore {
  /** `<region>/<stack name>/<uuid>`: deleted stacks keep their place, to be described by ARN. */
  readonly stacks: Collection<StackDocument>;
  /** `<region>/<uuid>/<logical id>`, as the three below by the stack's uuid. */
  readonly resources: Collection<ResourceDocument>;
  readonly events: Collection<EventDocument>;
  readonly journal: Collection<JournalDocument>;
  readonly operations: Collection<OperationDocument>;
  /** `<region>/<stack name>/<change set uuid>`. */
  readonly changeSets: Collection<ChangeSetDocument>;
  /** Sealed `Inputs`: `<region>/<uuid>/current` or `/next` of a stack, `/change-set` of a change set. */
  readonly inputs: Collection<{ readonly sealed: string }>;
  readonly sealing: Sealing;
  readonly transaction: Store['transaction'];
}

export function createCloudFormationStore(
  store: Store,
  masterKey: Uint8Array,
  random: Random,
): CloudFormationStore {
  return {
    stacks: store.collection('cloudformation/stacks'),
    resources: store.collection('cloudformation/resources'),
    events: store.collection('cloudformation/events'),
    journal: store.collection('cloudformation/journal'),
    operations: store.collection('cloudformation/operations'),
    changeSets: store.collection('cloudformation/change-sets'),
    inputs: store.collection('cloudformation/inputs'),
    sealing: createSealing(masterKey, random),
    transaction: (work) => store.transaction(work),
  };
}

/** `arn:…:stack/<name>/<uuid>` ends in the uuid. */
export function uuidOf(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

export function stackKey({ region, stackName, stackId }: StackDocument): string {
  return `${region}/${stackName}/${uuidOf(stackId)}`;
}

/** The key of what belongs to a stack: `<region>/<uuid>/`. */
export function partsPrefix({ region, stackId }: StackDocument): string {
  return `${region}/${uuidOf(stackId)}/`;
}

/** By name, the stack that is not deleted; by ARN, any. */
export function findStack(
  store: CloudFormationStore,
  region: string,
  nameOrId: string,
): StackDocument | undefined {
  if (nameOrId.startsWith('arn:')) {
    const [, name = '', uuid = ''] = nameOrId.split('/');
    return store.stacks.get(`${region}/${name}/${uuid}`);
  }
  return store.stacks
    .list({ prefix: `${region}/${nameOrId}/` })
    .map(({ document }) => document)
    .find(({ status }) => status !== 'DELETE_COMPLETE');
}
