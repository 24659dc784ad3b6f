// Templates by themselves: both ways of writing them, what is wrong with them in AWS's words, and their functions.
import { expect, test } from '@jest/globals';
import {
  checkCapabilities,
  requiredCapabilities,
} from '../../../local/cloudformation/template/capabilities.ts';
import { checkTemplate } from '../../../local/cloudformation/template/check.ts';
import { orderResources } from '../../../local/cloudformation/template/graph.ts';
import {
  parseDeclarations,
  resolveParameters,
} from '../../../local/cloudformation/template/parameters.ts';
import { resolveMembers } from '../../../local/cloudformation/template/resolve.ts';
import {
  createScope,
  type Made,
  type TemplateScope,
} from '../../../local/cloudformation/template/scope.ts';
import { parseTemplate } from '../../../local/cloudformation/template/template.ts';
import type { ValueRecord } from '../../../local/cloudformation/template/value.ts';

const known = (type: string) => (type === 'T' ? { attributes: ['Arn', 'A.B'] } : undefined);

const made: Made = {
  ref: (id) => `ref-${id}`,
  getAtt: (id, attribute) => `${attribute}-of-${id}`,
  importValue: (name) => `import-${name}`,
};

const facts = {
  stackId: 'arn:stack',
  stackName: 'demo',
  region: 'eu-central-1',
  accountId: '000000000000',
};

function scopeOf(template: object, parameters: Record<string, string> = {}): TemplateScope {
  const parsed = parseTemplate(JSON.stringify({ Resources: { R: { Type: 'T' } }, ...template }));
  return createScope(parsed, parameters, facts, made);
}

function resolve(properties: ValueRecord, template: object = {}, parameters = {}): ValueRecord {
  return resolveMembers(properties, scopeOf(template, parameters));
}

/** What Fn::Sub replaces. */
const sub = (name: string): string => `\${${name}}`;

test('YAML with short tags is the same template as JSON', () => {
  const yaml = `
AWSTemplateFormatVersion: 2010-09-09
Resources:
  R:
    Type: T
    DependsOn: S
    Properties:
      Ref: { a: !Ref S }
      Att: !GetAtt S.A.B
      Sub: !Sub ['x-${sub('y')}', { y: !Join ['-', [a, !Ref AWS::Region]] }]
      If: !If [C, 1, !Ref AWS::NoValue]
      Date: 2012-10-17
  S:
    Type: T
`;
  const { R } = parseTemplate(yaml).resources;
  expect(R?.dependsOn).toEqual(['S']);
  expect(R?.properties).toEqual({
    Ref: { a: { Ref: 'S' } },
    Att: { 'Fn::GetAtt': ['S', 'A.B'] },
    Sub: {
      'Fn::Sub': [`x-${sub('y')}`, { y: { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }]] } }],
    },
    If: { 'Fn::If': ['C', 1, { Ref: 'AWS::NoValue' }] },
    Date: '2012-10-17',
  });
});

test.each([
  ['{"Resources":', 'Template format error: YAML not well-formed. (line 1, column 14)'],
  ['just text', 'Template format error: unsupported structure.'],
  ['{}', 'Template format error: At least one Resources member must be defined.'],
  ['{"Resources":{"A":{"Type":"T"}},"Foo":1}', 'Invalid template property or properties [Foo]'],
  ['{"Resources":{"A":{}}}', 'Every Resources object must contain a Type member.'],
  ['{"Resources":{"A":{"Type":"T","Foo":1}}}', "Invalid template resource property 'Foo'"],
  ['{"Resources":{"A-B":{"Type":"T"}}}', 'Resource name A-B is non alphanumeric.'],
  [
    '{"Resources":{"A":{"Type":"T"}},"Transform":"AWS::Serverless-2016-10-31"}',
    'The template section Transform is not supported by this endpoint.',
  ],
  [
    '{"Resources":{"A":{"Type":"X::Y"},"B":{"Type":"X::Z"}}}',
    'Template format error: Unrecognized resource types: [X::Y, X::Z]',
  ],
  [
    '{"Resources":{"A":{"Type":"T","Properties":{"a":{"Ref":"Nope"}},"DependsOn":"No2"}}}',
    'Template format error: Unresolved resource dependencies [Nope, No2] in the Resources block of the template',
  ],
  [
    '{"Resources":{"A":{"Type":"T"}},"Outputs":{"O":{"Value":{"Ref":"Nope"}}}}',
    'Template format error: Unresolved resource dependencies [Nope] in the Outputs block of the template',
  ],
  [
    '{"Resources":{"A":{"Type":"T","Properties":{"a":{"Fn::GetAtt":["Nope","Arn"]}}}}}',
    'Template error: instance of Fn::GetAtt references undefined resource Nope',
  ],
  [
    '{"Resources":{"A":{"Type":"T","Properties":{"a":{"Fn::GetAtt":["A","Colour"]}}}}}',
    'Template error: resource A does not support attribute type Colour in Fn::GetAtt',
  ],
  [
    '{"Resources":{"A":{"Type":"T","Condition":"C"}}}',
    'Template format error: Unresolved condition dependency C in the Resources block of the template',
  ],
])('%s is refused', (text, message) => {
  expect(() => {
    checkTemplate(parseTemplate(text), known);
  }).toThrow(message);
});

test('functions give what AWS says they give', () => {
  const template = {
    Mappings: { M: { 'eu-central-1': { ami: 'a-1', list: ['x', 'y'] } } },
    Parameters: { P: { Type: 'CommaDelimitedList' } },
    Conditions: { Yes: { 'Fn::Equals': [1, '1'] }, No: { 'Fn::Not': [{ Condition: 'Yes' }] } },
  };
  const resolved = resolve(
    {
      Ref: { Ref: 'R' },
      Pseudo: { Ref: 'AWS::StackName' },
      List: { Ref: 'P' },
      Sub: { 'Fn::Sub': `a ${sub('R')} ${sub('R.A.B')} ${sub('!Kept')} ${sub('AWS::AccountId')}` },
      Select: { 'Fn::Select': ['1', { 'Fn::Split': ['-', 'a-b-c'] }] },
      Join: { 'Fn::Join': [':', ['a', 1, { Ref: 'AWS::NoValue' }, true]] },
      Base64: { 'Fn::Base64': 'text' },
      Map: { 'Fn::FindInMap': ['M', { Ref: 'AWS::Region' }, 'list'] },
      Import: { 'Fn::ImportValue': 'x' },
      If: { 'Fn::If': ['No', 'a', 'b'] },
      Gone: { 'Fn::If': ['No', 'a', { Ref: 'AWS::NoValue' }] },
      Items: ['a', { 'Fn::If': ['Yes', { Ref: 'AWS::NoValue' }, 'b'] }, 'c'],
    },
    template,
    { P: 'one, two' },
  );
  expect(resolved).toEqual({
    Ref: 'ref-R',
    Pseudo: 'demo',
    List: ['one', 'two'],
    Sub: `a ref-R A.B-of-R ${sub('Kept')} 000000000000`,
    Select: 'b',
    Join: 'a:1:true',
    Base64: 'dGV4dA==',
    Map: ['x', 'y'],
    Import: 'import-x',
    If: 'b',
    Items: ['a', 'c'],
  });
});

test.each<[object, string]>([
  [{ 'Fn::Select': [9, ['a']] }, 'Fn::Select cannot select nonexistent value at index 9'],
  [{ 'Fn::FindInMap': ['M', 'a', 'b'] }, 'Unable to get mapping for M::a::b'],
  [{ 'Fn::FindInMap': ['N', 'a', 'b'] }, "Mapping named 'N' is not present"],
  [{ 'Fn::Cidr': ['10.0.0.0/8', 1, 8] }, 'Encountered unsupported function: Fn::Cidr'],
  [{ 'Fn::If': ['Nope', 1, 2] }, 'Unresolved condition dependency Nope'],
])('%j cannot be computed', (value, message) => {
  const template = { Mappings: { M: { x: { y: 'z' } } } };
  expect(() => resolve({ value: value as ValueRecord }, template)).toThrow(message);
});

test('conditions nest, and may refer to neither resources nor themselves', () => {
  const scope = scopeOf(
    {
      Parameters: { Stage: { Type: 'String' } },
      Conditions: {
        Prod: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
        Both: { 'Fn::And': [{ Condition: 'Prod' }, { 'Fn::Equals': ['a', 'a'] }] },
        Either: { 'Fn::Or': [{ Condition: 'Prod' }, { 'Fn::Equals': ['a', 'b'] }] },
      },
    },
    { Stage: 'prod' },
  );
  expect(['Prod', 'Both', 'Either'].map(scope.condition)).toEqual([true, true, true]);
  expect(() => scopeOf({ Conditions: { C: { 'Fn::Equals': [{ Ref: 'R' }, 'a'] } } })).toThrow(
    'Cannot reference resources in the Conditions block of the template',
  );
  expect(() => scopeOf({ Conditions: { C: { 'Fn::Not': [{ Condition: 'C' }] } } })).toThrow(
    'Found circular condition dependency with condition C',
  );
});

test('what is referred to comes first, only the branch that is taken counts, and a circle is named', () => {
  const order = (Resources: object): string[] => {
    const template = { Resources, Conditions: { No: { 'Fn::Equals': ['a', 'b'] } } };
    const scope = scopeOf(template);
    const parsed = parseTemplate(JSON.stringify(template));
    return orderResources(parsed, scope).map(({ logicalId }) => logicalId);
  };
  const using = (name: string): object => ({ Type: 'T', Properties: { a: { Ref: name } } });
  expect(order({ A: using('B'), B: using('C'), C: { Type: 'T' }, D: { Type: 'T' } })).toEqual([
    'C',
    'B',
    'A',
    'D',
  ]);
  const choice = { 'Fn::If': ['No', { Ref: 'B' }, 'x'] };
  expect(
    order({ A: { Type: 'T', Properties: { choice } }, B: { Type: 'T', Condition: 'No' } }),
  ).toEqual(['A']);
  expect(() => order({ A: using('B'), B: using('A') })).toThrow(
    'Circular dependency between resources: [A, B]',
  );
});

test.each<[object, string, string]>([
  [{ AllowedValues: ['a'] }, 'b', "Parameter 'P' must be one of AllowedValues"],
  [{ AllowedPattern: '[a-z]+' }, 'A', "Parameter 'P' must match pattern [a-z]+"],
  [{ MinLength: 2 }, 'a', "Parameter 'P' must contain at least 2 characters"],
  [{ Type: 'Number' }, 'x', "Parameter 'P' must be a number"],
  [{ Type: 'Number', MaxValue: 5 }, '6', "Parameter 'P' must be a number not greater than 5"],
  [
    { MaxLength: 1, ConstraintDescription: 'short' },
    'abc',
    'Parameter P failed to satisfy constraint: short',
  ],
])('a parameter of %j does not take %s', (declaration, value, message) => {
  const declared = parseDeclarations({ P: { Type: 'String', ...declaration } });
  const given = [{ ParameterKey: 'P', ParameterValue: value }];
  expect(() => resolveParameters(declared, given, {})).toThrow(message);
});

test('parameters have their default, their former value, or must be given, and no others may be', () => {
  const declared = parseDeclarations({
    D: { Type: 'String', Default: 1 },
    F: { Type: 'String', Default: 'd' },
  });
  const keep = [{ ParameterKey: 'F', UsePreviousValue: true }];
  expect(resolveParameters(declared, keep, { F: 'former' })).toEqual({ D: '1', F: 'former' });
  const bare = parseDeclarations({ A: { Type: 'String' }, B: { Type: 'String' } });
  expect(() => resolveParameters(bare, [], {})).toThrow('Parameters: [A, B] must have values');
  const stranger = [{ ParameterKey: 'X', ParameterValue: '1' }];
  expect(() => resolveParameters(declared, stranger, {})).toThrow(
    'Parameters: [X] do not exist in the template',
  );
});

test('a template that makes IAM resources needs the word for it, and for named ones the stronger one', () => {
  const role = (Properties: object): string =>
    JSON.stringify({ Resources: { R: { Type: 'AWS::IAM::Role', Properties } } });
  const named = parseTemplate(role({ RoleName: 'r' }));
  expect(requiredCapabilities(named)).toEqual({
    capabilities: ['CAPABILITY_NAMED_IAM'],
    reason: 'The following resource(s) require capabilities: [AWS::IAM::Role]',
  });
  expect(() => {
    checkCapabilities(named, ['CAPABILITY_IAM']);
  }).toThrow('Requires capabilities : [CAPABILITY_NAMED_IAM]');
  checkCapabilities(parseTemplate(role({})), ['CAPABILITY_NAMED_IAM']);
});
