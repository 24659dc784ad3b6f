// A function's resource policy, as AddPermission writes it statement by statement (Lambda API reference, AddPermission).
import type { AddPermissionRequest } from '@aws-sdk/client-lambda';

export interface PolicyDocument {
  readonly revisionId: string;
  readonly statements: readonly Statement[];
}

export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Principal: '*' | { readonly Service: string } | { readonly AWS: string };
  readonly Action: string;
  readonly Resource: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export function toStatement(request: AddPermissionRequest, resource: string): Statement {
  const condition = toCondition(request);
  return {
    Sid: request.StatementId ?? '',
    Effect: 'Allow',
    Principal: toPrincipal(request.Principal ?? '*'),
    Action: request.Action ?? '',
    Resource: resource,
    ...(Object.keys(condition).length === 0 ? {} : { Condition: condition }),
  };
}

/** JSON text as GetPolicy answers it and as IAM judges by it. */
export function toPolicyText({ statements }: PolicyDocument): string {
  return JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: statements });
}

function toPrincipal(principal: string): Statement['Principal'] {
  if (principal === '*') return '*';
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:aws:iam::${principal}:root` };
  return principal.startsWith('arn:') ? { AWS: principal } : { Service: principal };
}

function toCondition(request: AddPermissionRequest) {
  const { SourceArn, SourceAccount, PrincipalOrgID, EventSourceToken } = request;
  const equals = {
    ...(SourceAccount === undefined ? {} : { 'AWS:SourceAccount': SourceAccount }),
    ...(PrincipalOrgID === undefined ? {} : { 'aws:PrincipalOrgID': PrincipalOrgID }),
    ...(EventSourceToken === undefined ? {} : { 'lambda:EventSourceToken': EventSourceToken }),
  };
  return {
    ...(Object.keys(equals).length === 0 ? {} : { StringEquals: equals }),
    ...(SourceArn === undefined ? {} : { ArnLike: { 'AWS:SourceArn': SourceArn } }),
  };
}
