// What a resource type is to the engine: a shape, the properties that need a new resource, and three effects that
// reach other services by their public operations only. One file in resources/ for each type.
import type { ValueRecord } from '../template/value.ts';
import type { ObjectShape } from './shape.ts';

export interface ResourceProvider {
  /** `AWS::Lambda::Function`. */
  readonly type: string;
  readonly shape: ObjectShape;
  /** A change of one of these makes another resource in its place. */
  readonly replacedBy: readonly string[];
  /** The property that names the resource, where a template may choose its name. */
  readonly nameProperty?: string;
  /** What Fn::GetAtt may ask for. */
  readonly attributes: readonly string[];
  /**
   * The physical id that `create` will give, where that is certain: after a crash in the middle of `create`, a resource
   * that is there already under it is taken for our own.
   */
  readonly plannedId?: (wanted: Wanted, context: ProviderContext) => string;
  /** For types whose `create` would take over what somebody else has made under the chosen name. */
  readonly exists?: (name: string, wanted: Wanted, context: ProviderContext) => Promise<boolean>;
  readonly create: (wanted: Wanted, context: ProviderContext) => Promise<Physical>;
  /** Absent where every change makes a new resource. */
  readonly update?: (
    wanted: Wanted,
    existing: Existing,
    context: ProviderContext,
  ) => Promise<Physical>;
  /** Does it so that a resource that has gone already is no error. */
  readonly delete: (existing: Existing, context: ProviderContext) => Promise<void>;
}

/** Properties are checked against the shape; `Tags` has the stack's tags too. */
export interface Wanted {
  readonly properties: ValueRecord;
}

export interface Physical {
  /** What Ref gives. */
  readonly physicalId: string;
  readonly attributes: ValueRecord;
}

export interface Existing extends Physical {
  readonly properties: ValueRecord;
}

export interface ProviderContext {
  readonly region: string;
  readonly accountId: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly logicalId: string;
  /** 12 characters of A-Z and 0-9, the same whenever this change is tried again. */
  readonly nonce: string;
  /** With the rights of the stack operation's caller, or of its service role. */
  readonly call: <Output = unknown>(
    service: string,
    operation: string,
    input: Readonly<Record<string, unknown>>,
  ) => Promise<Output>;
  /** Says that the resource exists from now on, so that a failure of a later call takes it away again. */
  readonly initiated: (physicalId: string) => void;
}

export type FindProvider = (type: string) => ResourceProvider | undefined;
