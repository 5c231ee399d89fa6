import { beforeAll, expect, test } from 'vitest'
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
