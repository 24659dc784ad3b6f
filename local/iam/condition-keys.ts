// What a policy's conditions may ask about a call (IAM User Guide, AWS global condition context keys).
import type { CallContext, Permission, Principal } from '../service.ts';
import type { ConditionKeys } from './policy/pattern.ts';
import type { PolicyHolder } from './store.ts';

export function toConditionKeys(
  permission: Permission,
  context: CallContext,
  now: Date,
  holder: PolicyHolder | undefined,
): ConditionKeys {
  const keys = new Map<string, readonly string[]>();
  const add = (values: Readonly<Record<string, string | readonly string[] | undefined>>): void => {
    for (const [name, value] of Object.entries(values)) {
      if (value !== undefined)
        keys.set(name.toLowerCase(), typeof value === 'string' ? [value] : value);
    }
  };
  add({
    'aws:CurrentTime': now.toISOString(),
    'aws:EpochTime': String(Math.floor(now.getTime() / 1000)),
    'aws:RequestedRegion': context.region,
    'aws:ResourceAccount': context.accountId,
    // Nothing leaves the machine: policies that demand TLS mean the network.
    'aws:SecureTransport': 'true',
    'aws:CalledVia': context.viaService,
    'aws:ViaAWSService': String(context.viaService !== undefined),
  });
  add(describePrincipal(context.principal));
  add(
    Object.fromEntries(
      (holder?.tags ?? []).map(({ Key, Value }) => [`aws:PrincipalTag/${Key}`, Value]),
    ),
  );
  add(permission.conditions ?? {});
  return keys;
}

function describePrincipal(principal: Principal): Readonly<Record<string, string | undefined>> {
  switch (principal.kind) {
    case 'root':
      return {
        'aws:PrincipalArn': `arn:aws:iam::${principal.accountId}:root`,
        'aws:PrincipalAccount': principal.accountId,
        'aws:PrincipalType': 'Account',
        'aws:PrincipalIsAWSService': 'false',
        'aws:SourceIp': '127.0.0.1',
      };
    case 'role':
      return {
        'aws:PrincipalArn': principal.roleArn,
        'aws:PrincipalAccount': principal.accountId,
        'aws:PrincipalType': 'AssumedRole',
        'aws:PrincipalIsAWSService': 'false',
        'aws:SourceIp': '127.0.0.1',
      };
    case 'user':
      return {
        'aws:PrincipalArn': principal.arn,
        'aws:PrincipalAccount': principal.accountId,
        'aws:PrincipalType': 'User',
        'aws:PrincipalIsAWSService': 'false',
        'aws:username': principal.userName,
        'aws:SourceIp': '127.0.0.1',
      };
    case 'service':
      return {
        'aws:PrincipalIsAWSService': 'true',
        'aws:PrincipalServiceName': principal.service,
        'aws:SourceAccount': principal.accountId,
        'aws:SourceArn': principal.sourceArn,
      };
  }
}
