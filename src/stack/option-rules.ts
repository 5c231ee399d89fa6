import { STORE_NAMES } from '../core/store-name.js'
import type { MigrateOptions } from '../migrations/migrate-options.js'
import type { SeedOptions } from '../seeding/seed-stores.js'
import type { VerifyOptions } from '../seeding/verify-stores.js'
import type { OptionRule, OptionRules } from './check-options.js'
import type { CreateStackOptions } from './create-stack-options.js'

const TEXT: OptionRule = { words: 'a text', allows: (value) => typeof value === 'string' }
const FLAG: OptionRule = { words: 'true or false', allows: (value) => typeof value === 'boolean' }
const COUNT: OptionRule = { words: 'a whole number from 0', allows: isCount }
const DURATION: OptionRule = {
  words: 'milliseconds, a number from 0',
  allows: (value) => typeof value === 'number' && value >= 0,
}
const FUNCTION: OptionRule = { words: 'a function', allows: (value) => typeof value === 'function' }
const OBJECT: OptionRule = { words: 'an object', allows: isObject }
const SIGNAL: OptionRule = { words: 'an AbortSignal', allows: (value) => value instanceof AbortSignal }

export const CREATE_RULES: OptionRules<CreateStackOptions> = {
  cwd: TEXT,
  project: TEXT,
  provider: TEXT,
  ports: {
    words: 'port numbers by name, such as { postgres: 5433 }',
    allows: (value) =>
      isObject(value) && Object.values(value).every((port) => isCount(port) && port < 65_536),
  },
  with: listOf('optional parts'),
  pull: oneOf('always', 'missing', 'never'),
  seed: {
    words: 'the name or path of a profile, or true for demo',
    allows: (value) => typeof value === 'string' || typeof value === 'boolean',
  },
  services: oneOf('here', 'background', 'foreground', 'none'),
  ephemeral: FLAG,
  lazy: FLAG,
  timeoutMs: DURATION,
  signal: SIGNAL,
  story: OBJECT,
}

export const MIGRATE_RULES: OptionRules<MigrateOptions> = {
  folders: OBJECT,
  only: listOf('stores', STORE_NAMES),
  waitMs: DURATION,
  lockTimeoutMs: DURATION,
  statementTimeoutMs: DURATION,
  allowOutOfOrder: FLAG,
  allowRemote: FLAG,
  signal: SIGNAL,
  onStep: FUNCTION,
  onWait: FUNCTION,
}

export const SEED_RULES: OptionRules<SeedOptions> = {
  profile: TEXT,
  seed: COUNT,
  families: COUNT,
  only: oneOf(...STORE_NAMES),
  reset: FLAG,
  append: FLAG,
  allowRemote: FLAG,
  folder: TEXT,
  signal: SIGNAL,
  onProgress: FUNCTION,
  onReadBack: FUNCTION,
}

export const VERIFY_RULES: OptionRules<VerifyOptions> = {
  world: FLAG,
  signal: SIGNAL,
  clock: OBJECT,
  onProgress: FUNCTION,
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function oneOf(...values: readonly string[]): OptionRule {
  return { words: `one of ${values.join(', ')}`, allows: (value) => values.some((one) => one === value) }
}

function listOf(what: string, values?: readonly string[]): OptionRule {
  const allowed = (value: unknown): boolean => typeof value === 'string' && (values?.includes(value) ?? true)
  const words = `a list of ${what}${values === undefined ? '' : `, of ${values.join(', ')}`}`
  return { words, allows: (value) => Array.isArray(value) && value.every(allowed) }
}
