// Which AWS actions a Lambda's code can come to, found in the source: from a function's file through the rules to the methods of ports
// that they mention, and from a port's method in src/aws to the SDK commands that it makes. Whatever is mentioned counts as called.
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

/** The ports that speak to AWS, and the function in src/aws that makes each. */
const PORTS: Readonly<Record<string, string>> = {
  SecretStore: 'createSecretStore',
  Executions: 'createExecutions',
  Notices: 'createNotices',
  Announcements: 'createAnnouncements',
  RecoverySchedules: 'createRecoverySchedules',
  RetirementStarts: 'createRetirementStarts',
  Endpoints: 'createEndpoints',
  WatchedSecrets: 'createWatchedSecrets',
  WatchedSchedules: 'createRotationSchedules',
  WatchedQueues: 'createWatchedQueues',
  WatchedSubscriptions: 'createWatchedSubscriptions',
};

/** IAM's prefix for each SDK package. */
const PREFIXES: Readonly<Record<string, string>> = {
  'client-secrets-manager': 'secretsmanager',
  'client-sfn': 'states',
  'client-sns': 'sns',
  'client-scheduler': 'scheduler',
  'client-sqs': 'sqs',
  'client-eventbridge': 'events',
};

export interface ReachableActions {
  /** Port methods that the file's code mentions, such as `SecretStore.put`. */
  readonly listPortMethods: (file: string) => readonly string[];
  /** IAM actions that a port's method makes, such as `secretsmanager:PutSecretValue`. */
  readonly listActions: (portMethod: string) => readonly string[];
}

export function createReachableActions(root: string, files: readonly string[]): ReachableActions {
  const program = createOwnProgram([...files, ...listPortFiles(root)]);
  const checker = program.getTypeChecker();
  const isIn = (node: ts.Node, ...folders: readonly string[]): boolean =>
    folders.some((folder) => relative(root, node.getSourceFile().fileName).startsWith(folder));

  /** Every node that can be come to from `start` without leaving the folders. */
  function* walk(start: ts.Node, folders: readonly string[]): Generator<ts.Node> {
    const seen = new Set<ts.Node>();
    const waiting = [start];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      if (seen.has(node) || ts.isTypeNode(node) || ts.isInterfaceDeclaration(node)) continue;
      seen.add(node);
      yield node;
      node.forEachChild((child) => {
        waiting.push(child);
      });
      if (!ts.isIdentifier(node)) continue;
      for (const declaration of findDeclarations(node)) {
        if (isIn(declaration, ...folders)) waiting.push(declaration);
      }
    }
  }

  function findDeclarations(name: ts.Node): readonly ts.Declaration[] {
    const symbol = checker.getSymbolAtLocation(name);
    if (symbol === undefined) return [];
    const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
    const declarations = (isAlias ? checker.getAliasedSymbol(symbol) : symbol).declarations ?? [];
    // `{ label }` mentions the variable, not only the property.
    const value = ts.isShorthandPropertyAssignment(name.parent)
      ? (checker.getShorthandAssignmentValueSymbol(name.parent)?.declarations ?? [])
      : [];
    return [...declarations, ...value];
  }

  function findPortMethod(node: ts.Node): string | undefined {
    if (!ts.isIdentifier(node)) return undefined;
    for (const declaration of findDeclarations(node)) {
      const owner = declaration.parent as ts.Node | undefined;
      if (owner === undefined || !ts.isInterfaceDeclaration(owner)) continue;
      if (owner.name.text in PORTS) return `${owner.name.text}.${node.text}`;
    }
    return undefined;
  }

  /** `new PutSecretValueCommand(…)` is the action secretsmanager:PutSecretValue. */
  function findAction(node: ts.Node): string | undefined {
    if (!ts.isNewExpression(node) || !ts.isIdentifier(node.expression)) return undefined;
    const [, operation] = /^(\w+)Command$/.exec(node.expression.text) ?? [];
    const imported = checker.getSymbolAtLocation(node.expression)?.declarations?.[0];
    if (operation === undefined || imported === undefined || !ts.isImportSpecifier(imported))
      return undefined;
    const module = imported.parent.parent.parent.moduleSpecifier.getText();
    const [, client = ''] = /@aws-sdk\/(client-[\w-]+)/.exec(module) ?? [];
    return `${PREFIXES[client] ?? client}:${operation}`;
  }

  const collect = (
    start: ts.Node,
    folders: readonly string[],
    find: (node: ts.Node) => string | undefined,
  ): readonly string[] => {
    const found = [...walk(start, folders)].map(find).filter((name) => name !== undefined);
    return [...new Set(found)].sort();
  };

  return {
    listPortMethods: (file) =>
      collect(load(program, file), ['functions/', 'src/rotation/'], findPortMethod),
    listActions: (portMethod) => {
      const [port = '', method = ''] = portMethod.split('.');
      const member = findMember(program, root, PORTS[port] ?? '', method);
      return collect(member, ['src/aws/'], findAction);
    },
  };
}

/** Our own files only: the packages' types would take most of the time and tell nothing here. */
function createOwnProgram(files: readonly string[]): ts.Program {
  const options: ts.CompilerOptions = {
    noEmit: true,
    strict: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  host.resolveModuleNameLiterals = (names, containingFile) =>
    names.map(({ text }) => ({
      resolvedModule: text.startsWith('.')
        ? { resolvedFileName: join(dirname(containingFile), text), extension: ts.Extension.Ts }
        : undefined,
    }));
  return ts.createProgram(files, options, host);
}

function listPortFiles(root: string): readonly string[] {
  return [
    'secret-store',
    'executions',
    'notices',
    'announcements',
    'recovery-schedules',
    'retirement-starts',
    'endpoints',
    'watched-secrets',
    'rotation-schedules',
    'watched-queues',
    'watched-subscriptions',
  ].map((name) => join(root, `src/aws/${name}.ts`));
}

function load(program: ts.Program, file: string): ts.SourceFile {
  const source = program.getSourceFile(file);
  if (source === undefined) throw new Error(`${file} is not in the program`);
  return source;
}

/** The member `method` of the object that `factory` returns. */
function findMember(program: ts.Program, root: string, factory: string, method: string): ts.Node {
  for (const file of listPortFiles(root)) {
    for (const statement of load(program, file).statements) {
      if (!ts.isFunctionDeclaration(statement) || statement.name?.text !== factory) continue;
      const member = statement.body?.statements
        .filter(ts.isReturnStatement)
        .flatMap(({ expression }) =>
          expression !== undefined && ts.isObjectLiteralExpression(expression)
            ? [...expression.properties]
            : [],
        )
        .find(({ name }) => name !== undefined && ts.isIdentifier(name) && name.text === method);
      if (member !== undefined) return member;
    }
  }
  throw new Error(`No ${factory} that returns an object with ${method}`);
}
