import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import spectralCore, { type RulesetDefinition } from '@stoplight/spectral-core'
import spectralRulesets from '@stoplight/spectral-rulesets'
import openApiTypescript, { type OpenAPI3 } from 'openapi-typescript'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { SERVICE_NAMES, type ServiceName } from '../../core/service-name.js'
import { BUDGET_API } from '../../services/budget/api/budget-api.js'
import * as budgets from '../../services/budget/api/budget-operations.js'
import * as categories from '../../services/budget/api/category-operations.js'
import * as expenses from '../../services/budget/api/expense-operations.js'
import type { JsonObject } from '../../services/http/api/json-schema.js'
import type { OpenApiDocument } from '../../services/http/api/open-api-document.js'
import * as families from '../../services/identity/api/family-operations.js'
import * as invitations from '../../services/identity/api/invitation-operations.js'
import { IDENTITY_API } from '../../services/identity/api/identity-api.js'
import * as users from '../../services/identity/api/identity-operations.js'
import { TODO_API } from '../../services/todo/api/todo-api.js'
import * as todos from '../../services/todo/api/todo-operations.js'
import { UpstreamLoads } from '../gateway/upstream-loads.js'
import { createGatewayApp } from '../gateway/gateway-app.js'
import { createServiceApp } from './service-app.js'

const run = promisify(execFile)
const require = createRequire(import.meta.url)
const APIS = { identity: IDENTITY_API, todo: TODO_API, budget: BUDGET_API }
const ping = async (): Promise<void> => {}

type DocumentName = ServiceName | 'gateway'
const NAMES: readonly DocumentName[] = [...SERVICE_NAMES, 'gateway']
let documents: Readonly<Record<DocumentName, OpenApiDocument>>

beforeAll(async () => {
  documents = Object.fromEntries(
    await Promise.all(NAMES.map(async (name) => [name, await fetchDocument(name)] as const)),
  ) as typeof documents
})

/** The document as served. No operation is called, so the services need no stores. */
async function fetchDocument(name: DocumentName): Promise<OpenApiDocument> {
  const app =
    name === 'gateway'
      ? await createGatewayApp({
          apis: APIS,
          mounted: {},
          loads: new UpstreamLoads(),
          upstreams: Object.fromEntries(SERVICE_NAMES.map((service) => [service, 'http://127.0.0.1:9'])),
          ping: { identity: ping, todo: ping, budget: ping },
        })
      : await createServiceApp({ api: APIS[name], plugin: async () => {}, ping })
  const response = await app.inject('/openapi.json')
  await app.close()
  return response.json()
}

interface OperationObject {
  readonly operationId: string
  readonly summary: string
  readonly description: string
  readonly tags: readonly string[]
  readonly requestBody?: BodyObject
  readonly responses: Readonly<Record<string, BodyObject>>
}

interface BodyObject {
  readonly description: string
  readonly content?: Readonly<Record<string, MediaType>>
}

interface MediaType {
  readonly schema: { readonly $ref?: string }
  readonly example?: unknown
  readonly examples?: JsonObject
}

function listOperations(document: OpenApiDocument): readonly OperationObject[] {
  return Object.values(document.paths).flatMap((methods) => Object.values(methods)) as OperationObject[]
}

async function createDirectory(): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'homemanager-openapi-'))
  onTestFinished(async () => rm(directory, { recursive: true, force: true }))
  return directory
}

test('the groups of each service contain all its operations', () => {
  const counts = SERVICE_NAMES.map((name) => new Set(APIS[name].operations.map(({ id }) => id)).size)
  const modules = [[users, families, invitations], [todos], [expenses, categories, budgets]]
  expect(counts).toEqual(modules.map((each) => each.flatMap((module) => Object.keys(module)).length))
})

test('tags have descriptions and a sensible order', () => {
  const tags = documents.gateway['tags'] as readonly { name: string; description: string }[]
  expect(tags.map(({ name }) => name)).toEqual([
    'Registration',
    'Sessions',
    'Users',
    'Families',
    'Members',
    'Invitations',
    'Todos',
    'Expenses',
    'Categories',
    'Budgets',
    'Reports',
  ])
  expect(tags.filter(({ description }) => description.length < 5)).toEqual([])
})

test.each(NAMES)('every operation of %s has texts, named types and examples', (name) => {
  expect(listOperations(documents[name]).flatMap(findOmissions)).toEqual([])
})

function findOmissions(operation: OperationObject): readonly string[] {
  const { operationId, summary, description, requestBody, responses } = operation
  const bodies = [...(requestBody === undefined ? [] : [requestBody]), ...Object.values(responses)]
  const contents = bodies.flatMap(({ content = {} }) => Object.values(content))
  const requirements = {
    summary: /^[A-Z].*[^.]$/.test(summary),
    description: /^[A-Z].*\.$/.test(description),
    'named types': contents.every(({ schema }) =>
      /^#\/components\/schemas\/[A-Z]\w+$/.test(schema.$ref ?? ''),
    ),
    examples: contents.every(({ example, examples }) => (example ?? examples) !== undefined),
    'error responses': Object.keys(responses).filter((status) => status >= '400').length > 1,
  }
  return Object.entries(requirements).flatMap(([what, met]) => (met ? [] : [`${operationId}: ${what}`]))
}

test('entities, requests and pages are named components', () => {
  const { schemas } = documents.gateway['components'] as { schemas: JsonObject }
  expect(Object.keys(schemas)).toEqual(
    expect.arrayContaining(
      'User Family FamilyMember MemberRole Tokens Registration Credentials Todo NewTodo TodoChange TodoPage TodoStatus TodoPriority Expense NewExpense ExpenseChange ExpensePage Receipt GeoPoint Budget BudgetPage Category CategoryList MonthlyReport Problem'.split(
        ' ',
      ),
    ),
  )
})

test.each(NAMES)('Spectral reports no problem in the document of %s', async (name) => {
  const spectral = new spectralCore.Spectral()
  // The package declares its ruleset without the optional properties of a ruleset.
  const oas = spectralRulesets.oas as unknown as RulesetDefinition
  spectral.setRuleset({ extends: [[oas, 'recommended']] })
  const problems = await spectral.run(structuredClone(documents[name]))
  expect(problems.map(({ code, message, path: at }) => `${code} ${at.join('.')}: ${message}`)).toEqual([])
})

test('Redocly reports no problem in any document', async () => {
  const directory = await createDirectory()
  const files = NAMES.map((name) => `${name}.json`)
  for (const name of NAMES)
    await writeFile(path.join(directory, `${name}.json`), JSON.stringify(documents[name]))
  const cli = path.join(path.dirname(require.resolve('@redocly/cli/package.json')), 'bin/cli.js')
  const { stdout } = await run(
    process.execPath,
    [cli, 'lint', ...files, '--extends=recommended', '--format=json'],
    {
      cwd: directory,
      env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
    },
  ).catch((error: unknown) => error as { stdout: string })
  // It prints a report per document.
  const reports = JSON.parse(`[${stdout.replaceAll(/^\}\s*\{/gm, '},{')}]`) as readonly JsonObject[]
  const clean = { totals: { errors: 0, warnings: 0, ignored: 0 }, problems: [] }
  expect(reports).toMatchObject(NAMES.map(() => clean))
})

/** Code that uses the generated types of a document. */
const CLIENTS: Readonly<Record<DocumentName, string>> = {
  identity: `
    type Schemas = components['schemas']
    export const user: Schemas['User'] = {
      id: 'u', email: 'alex@example.com', display_name: 'Alex', family_id: null, role: null,
      membership_version: 0, version: 1, created_at: '2024-10-05T18:00:00Z', updated_at: '2024-10-05T18:00:00Z',
    }
    export const role: Schemas['MemberRole'] = 'owner'
    export function getFamilyName(result: Schemas['RegistrationResult']): string | undefined {
      const family: Schemas['Family'] | null = result.family
      return family?.name
    }
    type SignIn = paths['/v1/sessions']['post']
    export const tokens = (body: SignIn['responses'][201]['content']['application/json']): Schemas['Tokens'] => body
    // @ts-expect-error The password is required.
    export const incomplete: Schemas['Credentials'] = { email: 'alex@example.com' }`,
  todo: `
    type Schemas = components['schemas']
    export const newTodo: Schemas['NewTodo'] = { title: 'Fix kitchen faucet', priority: 'high' }
    export const change: Schemas['TodoChange'] = { status: 'completed', assigned_to: null }
    type Page = operations['listTodos']['responses'][200]['content']['application/json']
    export const todos = (page: Page): readonly Schemas['Todo'][] => page.items
    export const statusOf = (todo: Schemas['Todo']): Schemas['TodoStatus'] => todo.status
    export const codeOf = (problem: Schemas['Problem']): string => problem.code
    // @ts-expect-error There is no such priority.
    export const wrong: Schemas['TodoPriority'] = 'later'`,
  budget: `
    type Schemas = components['schemas']
    export const expense: Schemas['NewExpense'] = {
      amount: '12.78', currency: 'USD', category: { primary: 'groceries' },
      receipt: { store: 'Whole Foods Market', items: [{ name: 'Organic Milk', price: '6.39', quantity: 2 }] },
    }
    export const clear: Schemas['ExpenseChange'] = { receipt: null, location: null }
    export const near = (page: Schemas['NearExpensePage']): readonly Schemas['Expense'][] =>
      page.items.map((item) => item.expense)
    export const leftOf = (budget: Schemas['Budget']): string => budget.left
    export const labels = (list: Schemas['CategoryList']): string[] =>
      list.items.map((category: Schemas['Category']) => category.label)
    // @ts-expect-error Amounts are strings.
    export const wrong: Schemas['NewExpense']['amount'] = 12.78`,
  gateway: `
    type Schemas = components['schemas']
    type Json<Path extends '/todo/v1/todos' | '/budget/v1/expenses'> =
      paths[Path]['post']['responses'][201]['content']['application/json']
    export const todo = (body: Json<'/todo/v1/todos'>): Schemas['Todo'] => body
    export const expense = (body: Json<'/budget/v1/expenses'>): Schemas['Expense'] => body
    export const family = (session: Schemas['RegistrationResult']): Schemas['Family'] | null => session.family
    export type Ids = operations['getUser']['parameters']['path']['id']`,
}

test('generated TypeScript clients compile in strict mode with named types', async () => {
  const directory = await createDirectory()
  for (const name of NAMES) {
    const types = await openApiTypescript(structuredClone(documents[name]) as unknown as OpenAPI3)
    await writeFile(path.join(directory, `${name}-types.ts`), types)
    const unused = 'export type All = [components, operations, paths]'
    const imports = `import type { components, operations, paths } from './${name}-types.js'`
    await writeFile(path.join(directory, `${name}.ts`), `${imports}\n${unused}\n${CLIENTS[name]}\n`)
  }
  const compilerOptions = {
    target: 'ES2023',
    module: 'NodeNext',
    types: [],
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
  }
  await writeFile(path.join(directory, 'package.json'), JSON.stringify({ type: 'module' }))
  await writeFile(path.join(directory, 'tsconfig.json'), JSON.stringify({ compilerOptions }))
  const tsc = path.join(path.dirname(require.resolve('typescript/package.json')), 'bin/tsc')
  const { stdout } = await run(process.execPath, [tsc, '--project', directory]).catch(
    (error: unknown) => error as { stdout: string },
  )
  expect(stdout).toBe('')
})
