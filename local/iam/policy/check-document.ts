// What IAM refuses in a document that is put (CreatePolicy, PutRolePolicy, CreateRole …), beyond what cannot be read at all. The words are
// IAM's, as users' reports quote them; those about NotPrincipal and about the characters of a Sid are not recorded.
import {
  PolicySyntaxError,
  type PrincipalChoice,
  parsePolicy,
  type Statement,
} from './document.ts';

/** `trust`: who may become a role. */
export type DocumentKind = 'identity' | 'trust';

/** @throws PolicySyntaxError */
export function checkPolicyDocument(text: string, kind: DocumentKind): void {
  const { statements } = parsePolicy(text);
  if (statements.length === 0) throw new PolicySyntaxError('Syntax errors in policy.');
  for (const statement of statements) {
    checkActions(statement);
    if (kind === 'identity') checkIdentity(statement);
    else checkTrust(statement);
  }
  checkIds(statements);
}

function checkActions({ actions }: Statement): void {
  for (const action of actions.texts) {
    if (action === '*') continue;
    const [vendor = '', name, ...rest] = action.split(':');
    if (name === undefined) {
      throw new PolicySyntaxError(
        'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
      );
    }
    if (rest.length > 0) {
      throw new PolicySyntaxError('Actions/Condition can contain only one colon.');
    }
    if (!/^[A-Za-z0-9-]+$/u.test(vendor)) {
      throw new PolicySyntaxError(`Vendor ${vendor} is not valid`);
    }
  }
}

function checkIdentity({ resources, principals }: Statement): void {
  if (principals !== undefined) {
    throw new PolicySyntaxError('Policy document should not specify a principal.');
  }
  if (resources === undefined) {
    throw new PolicySyntaxError('Policy statement must contain resources.');
  }
  for (const resource of resources.texts) {
    if (resource !== '*' && !resource.startsWith('arn:')) {
      throw new PolicySyntaxError(`Resource ${resource} must be in ARN format or "*".`);
    }
  }
}

function checkTrust({ actions, resources, principals }: Statement): void {
  if (principals === undefined) throw new PolicySyntaxError('Missing required field Principal');
  if (principals.isNegated) throw new PolicySyntaxError('Has prohibited field NotPrincipal');
  if (resources !== undefined) throw new PolicySyntaxError('Has prohibited field Resource');
  if (actions.texts.some((action) => !action.toLowerCase().startsWith('sts:'))) {
    throw new PolicySyntaxError('AssumeRole policy may only specify STS AssumeRole actions.');
  }
  checkPrincipals(principals);
}

/** `*`, an account, an ARN of IAM or STS, or the unique id that stands for somebody who is gone. */
const AWS_PRINCIPAL = /^(?:\*|\d{12}|arn:aws:(?:iam|sts)::\d{12}:.+|A[A-Z]{3}[A-Z0-9]{12,})$/u;
const SERVICE_PRINCIPAL = /^[a-z0-9.-]+\.(?:amazonaws|amazon|aws)(?:\.com)?(?:\.cn)?$/u;

function checkPrincipals({ byKind }: PrincipalChoice): void {
  const check = (kind: string, pattern: RegExp): void => {
    const wrong = byKind[kind]?.find((name) => !pattern.test(name));
    if (wrong !== undefined) {
      const shown = kind === 'AWS' ? kind : kind.toUpperCase();
      throw new PolicySyntaxError(`Invalid principal in policy: "${shown}":"${wrong}"`);
    }
  };
  check('AWS', AWS_PRINCIPAL);
  check('Service', SERVICE_PRINCIPAL);
}

function checkIds(statements: readonly Statement[]): void {
  const ids = statements.flatMap(({ sid }) => (sid === undefined || sid === '' ? [] : [sid]));
  if (ids.some((id) => !/^[0-9A-Za-z]+$/u.test(id))) {
    throw new PolicySyntaxError(
      'Statement IDs (SID) should be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
    );
  }
  if (new Set(ids).size < ids.length) {
    throw new PolicySyntaxError('Statement IDs (SID) in a single policy must be unique.');
  }
}
