// A Task's Resource: a function's or an activity's ARN, or an integration such as arn:aws:states:::aws-sdk:secretsmanager:getSecretValue.

export type Resource =
  | { readonly kind: 'function'; readonly arn: string }
  | { readonly kind: 'activity'; readonly arn: string }
  | {
      readonly kind: 'integration';
      readonly arn: string;
      /** As the history writes it: `lambda`, `aws-sdk:secretsmanager`. */
      readonly resourceType: string;
      /** As the history writes it: `invoke`, `getSecretValue`. */
      readonly resource: string;
    };

const FUNCTION = /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[^\s:]+(:[^\s:]+)?$/;
const ACTIVITY = /^arn:aws[a-z-]*:states:[a-z0-9-]+:\d{12}:activity:[^\s:/]+$/;
const INTEGRATION =
  /^arn:aws[a-z-]*:states:[a-z0-9-]*:\d*:(aws-sdk:[a-z0-9]+|[a-z0-9-]+):([A-Za-z0-9.:]+)$/;

/** The resource that an ARN means, or undefined where it is none of these. */
export function findResource(arn: string): Resource | undefined {
  if (FUNCTION.test(arn)) return { kind: 'function', arn };
  if (isActivity(arn)) return { kind: 'activity', arn };
  const [, resourceType, resource] = INTEGRATION.exec(arn) ?? [];
  if (resourceType === undefined || resource === undefined) return undefined;
  return { kind: 'integration', arn, resourceType, resource };
}

/** Whether a worker is to ask for the Task, and to end it by its token. */
export function isActivity(arn: string): boolean {
  return ACTIVITY.test(arn);
}
