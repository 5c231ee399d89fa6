/**
 * The homemanager library.
 *
 * - `createStack` starts a stack of PostgreSQL, DynamoDB and MongoDB with migrations, a dataset and services.
 * - `createIdentityService`, `createTodoService` and `createBudgetService` create the bundled services in a program.
 * - `createIdentityClient`, `createTodoClient` and `createBudgetClient` are typed HTTP clients of these services.
 *
 * The records that the clients return have types: `User`, `Family`, `Invitation`, `Todo`, `Expense`, `Budget`, `Category`.
 *
 * Times are in milliseconds. Failures are `HomeError`s with a stable `code`, listed in docs/error-codes.md; clients throw
 * `HttpProblem`. Resources are `AsyncDisposable`.
 */

// oxlint-disable-next-line import/no-unassigned-import -- it must run before the other modules are evaluated
import './core/vm-context.js'

export {
  HomeError,
  type HomeErrorCode,
  HttpProblem,
  type HttpProblemCode,
} from './project/stack/typed-errors.js'
export {
  createStack,
  type ForkedStack,
  type Stack,
  type StackWithServices,
  type StartedStack,
} from './project/stack/create-stack.js'
export type { CreateStackOptions } from './project/stack/create-stack-options.js'
export type { ForkOptions } from './project/stack/fork-options.js'
export { forkHandle } from './project/stack/fork-handle.js'
export type { StackHandle } from './project/stack/stack-handle.js'
export { silentReporter, type StackReporter } from './project/state/stack-reporter.js'
export type { StackStatus } from './project/status/stack-status.js'
export { createIdentityService, type IdentityServiceOptions } from './services/identity/identity-service.js'
export { createTodoService, type TodoServiceOptions } from './services/todo/todo-service.js'
export { createBudgetService, type BudgetServiceOptions } from './services/budget/budget-service.js'
export { loadSigningKeys } from './services/identity/credentials/signing-keys.js'
export { createTokenVerifier } from './services/http/requests/token-verifier.js'
export { pageCursors } from './services/http/requests/page-cursor.js'
export { openStores } from './stores/open-stores.js'
export type { Stores } from './stores/stores.js'
export type { Endpoints } from './core/store-types.js'
export type { StackMigrateOptions as MigrateOptions } from './migrations/migrate-options.js'
export type { MigrateReport, MigrationResult } from './migrations/migrate-report.js'
export type { SeedOptions } from './dataset/seeding/seed-options.js'
export type { SeedReport } from './dataset/seeding/seed-report.js'
export type { StackVerifyOptions as VerifyOptions, VerifyReport } from './verify/verify-stores.js'
export type { DynamodbMigration } from './stores/dynamodb/migrations/dynamodb-action.js'
export type { MongoMigration } from './stores/mongo/migrations/mongo-action.js'
export { createIdentityClient, type IdentityClient } from './services/identity/api/create-identity-client.js'
export { createTodoClient, type TodoClient } from './services/todo/api/create-todo-client.js'
export { createBudgetClient, type BudgetClient } from './services/budget/api/create-budget-client.js'
export type { Family, User } from './services/identity/api/identity-schemas.js'
export type { Invitation } from './services/identity/api/invitation-schemas.js'
export type { Todo } from './services/todo/api/todo-schemas.js'
export type { Expense } from './services/budget/api/expense-schemas.js'
export type { Budget, Category } from './services/budget/api/budget-schemas.js'
export type { ServiceClientOptions } from './services/http/client/call-input.js'
