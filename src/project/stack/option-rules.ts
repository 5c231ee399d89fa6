import { STORE_NAMES } from '../../core/store-name.js'
import type { StackMigrateOptions } from '../../migrations/migrate-options.js'
import type { SeedOptions } from '../../dataset/seeding/seed-options.js'
import type { StackVerifyOptions } from '../../verify/verify-stores.js'
import {
  createArrayRule,
  createEnumRule,
  createShapeRule,
  DURATION,
  FUNCTION,
  isObject,
  OBJECT,
  type OptionRule,
  type OptionRules,
  STRING,
} from '../../core/option-rule.js'
import { PORTS } from '../../config/settings/ports.js'
import { isRecord } from '../../core/is-record.js'
import { isStackState } from '../state/state-shape.js'
import type { StackQueryOptions } from './stack-query.js'
import type { CreateStackOptions } from './create-stack-options.js'
import type { ForkOptions } from './fork-options.js'

const BOOLEAN: OptionRule = { description: 'true or false', accepts: (value) => typeof value === 'boolean' }
const NON_NEGATIVE_INTEGER: OptionRule = {
  description: 'a non-negative integer',
  accepts: isNonNegativeInteger,
}
const PORT: OptionRule = {
  description: 'a port number from 0 to 65535',
  accepts: (value) => isNonNegativeInteger(value) && value < 65_536,
}
const SIGNAL: OptionRule = { description: 'an AbortSignal', accepts: (value) => value instanceof AbortSignal }

export const CREATE_STACK_RULES: OptionRules<CreateStackOptions> = {
  cwd: STRING,
  project: STRING,
  provider: STRING,
  ports: {
    description: 'an object with port numbers, such as { postgres: 5433 }',
    accepts: isObject,
    members: mapNames(Object.keys(PORTS), PORT),
  },
  addons: createArrayRule('add-on names', STRING),
  pull: createEnumRule('always', 'missing', 'never'),
  seed: {
    description: 'the name or path of a profile, or true for demo',
    accepts: (value) => (typeof value === 'string' && value !== '') || typeof value === 'boolean',
  },
  cache: BOOLEAN,
  services: createEnumRule('in-process', 'background', 'foreground', 'none'),
  ephemeral: BOOLEAN,
  passwordHashing: createEnumRule('owasp', 'fast'),
  lazy: BOOLEAN,
  timeoutMs: DURATION,
  signal: SIGNAL,
  reporter: createShapeRule('an object with the functions note, warn and task', 'note', 'warn', 'task'),
}

/** What `handle()` returns. */
export const HANDLE_RULE: OptionRule = {
  description: 'what handle() of a stack returns',
  accepts: isStackHandle,
}

export const FORK_RULES: OptionRules<ForkOptions> = { services: BOOLEAN }

export const MIGRATE_RULES: OptionRules<StackMigrateOptions> = {
  directories: { ...OBJECT, members: mapNames(STORE_NAMES, STRING) },
  only: createArrayRule('store names', createEnumRule(...STORE_NAMES)),
  waitMs: DURATION,
  lockTimeoutMs: DURATION,
  statementTimeoutMs: DURATION,
  allowOutOfOrder: BOOLEAN,
  allowUnknownMigrations: BOOLEAN,
  allowRemote: BOOLEAN,
  signal: SIGNAL,
  onStep: FUNCTION,
  onWait: FUNCTION,
}

export const SEED_RULES: OptionRules<SeedOptions> = {
  profile: STRING,
  seed: NON_NEGATIVE_INTEGER,
  families: NON_NEGATIVE_INTEGER,
  only: createEnumRule(...STORE_NAMES),
  reset: BOOLEAN,
  append: BOOLEAN,
  repair: BOOLEAN,
  allowRemote: BOOLEAN,
  cwd: STRING,
  signal: SIGNAL,
  onProgress: FUNCTION,
  onRemove: FUNCTION,
  onRepair: FUNCTION,
  onReadBack: FUNCTION,
}

export const QUERY_RULES: OptionRules<StackQueryOptions> = { allowScan: BOOLEAN, signal: SIGNAL }

export const VERIFY_RULES: OptionRules<StackVerifyOptions> = {
  dataset: BOOLEAN,
  signal: SIGNAL,
  clock: createShapeRule('an object with the function now', 'now'),
  onProgress: FUNCTION,
}

function isStackHandle(value: unknown): boolean {
  if (!isRecord(value)) return false
  const { config, state } = value
  return (
    isRecord(config) &&
    ['project', 'root', 'home'].every((name) => typeof config[name] === 'string') &&
    isStackState(state) &&
    STORE_NAMES.every((name) => state.engines.some(({ store }) => store === name))
  )
}

function isNonNegativeInteger(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

function mapNames(names: readonly string[], rule: OptionRule): Readonly<Record<string, OptionRule>> {
  return Object.fromEntries(names.map((name) => [name, rule]))
}
