// How a caller is named in logs and refusals, and what sts:GetCallerIdentity answers.
import type { Principal } from './service.ts';

export function namePrincipal(principal: Principal): string {
  switch (principal.kind) {
    case 'root':
      return `arn:aws:iam::${principal.accountId}:root`;
    case 'role':
    case 'user':
      return principal.arn;
    case 'service':
      return principal.service;
  }
}
