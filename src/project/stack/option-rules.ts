import { STORE_NAMES } from '../../core/store-name.js'
import type { MigrateOptions } from '../../migrations/migrate-options.js'
import type { SeedOptions } from '../../dataset/seeding/seed-options.js'
import type { VerifyOptions } from '../../verify/verify-stores.js'
import type { OptionRule, OptionRules } from '../../core/check-options.js'
import type { CreateStackOptions } from './create-stack-options.js'
import type { ForkOptions } from './fork-options.js'

const STRING: OptionRule = { description: 'a string', accepts: (value) => typeof value === 'string' }
const BOOLEAN: OptionRule = { description: 'true or false', accepts: (value) => typeof value === 'boolean' }
const NON_NEGATIVE_INTEGER: OptionRule = {
  description: 'a non-negative integer',
  accepts: isNonNegativeInteger,
}
const DURATION: OptionRule = {
  description: 'a non-negative number of milliseconds',
  accepts: (value) => typeof value === 'number' && value >= 0,
}
const FUNCTION: OptionRule = { description: 'a function', accepts: (value) => typeof value === 'function' }
const OBJECT: OptionRule = { description: 'an object', accepts: isObject }
const SIGNAL: OptionRule = { description: 'an AbortSignal', accepts: (value) => value instanceof AbortSignal }

export const CREATE_STACK_RULES: OptionRules<CreateStackOptions> = {
  cwd: STRING,
  project: STRING,
  provider: STRING,
  ports: {
    description: 'an object with port numbers, such as { postgres: 5433 }',
    accepts: (value) =>
      isObject(value) && Object.values(value).every((port) => isNonNegativeInteger(port) && port < 65_536),
  },
  addons: createArrayRule('add-on names'),
  pull: createEnumRule('always', 'missing', 'never'),
  seed: {
    description: 'the name or path of a profile, or true for demo',
    accepts: (value) => typeof value === 'string' || typeof value === 'boolean',
  },
  cache: BOOLEAN,
  services: createEnumRule('in-process', 'background', 'foreground', 'none'),
  ephemeral: BOOLEAN,
  passwordHashing: createEnumRule('owasp', 'fast'),
  lazy: BOOLEAN,
  timeoutMs: DURATION,
  signal: SIGNAL,
  reporter: OBJECT,
}

export const FORK_RULES: OptionRules<ForkOptions> = { services: BOOLEAN }

export const MIGRATE_RULES: OptionRules<
  Omit<MigrateOptions, 'protectedStores' | 'config' | 'allowEmpty' | 'isNew' | 'leavePending' | 'changes'>
> = {
  directories: OBJECT,
  only: createArrayRule('store names', STORE_NAMES),
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

export const VERIFY_RULES: OptionRules<Omit<VerifyOptions, 'own' | 'extensions'>> = {
  dataset: BOOLEAN,
  signal: SIGNAL,
  clock: OBJECT,
  onProgress: FUNCTION,
}

function isNonNegativeInteger(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function createEnumRule(...values: readonly string[]): OptionRule {
  return {
    description: `one of ${values.join(', ')}`,
    accepts: (value) => values.some((allowed) => allowed === value),
  }
}

function createArrayRule(what: string, values?: readonly string[]): OptionRule {
  const isAllowed = (value: unknown): boolean =>
    typeof value === 'string' && (values?.includes(value) ?? true)
  const description = `an array of ${what}${values === undefined ? '' : ` (${values.join(', ')})`}`
  return { description, accepts: (value) => Array.isArray(value) && value.every(isAllowed) }
}
