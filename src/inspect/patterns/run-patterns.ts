import { HomeError } from '../../core/home-error.js'
import type { Stores } from '../../stores/stores.js'
import { INSPECT_ERRORS } from '../inspect-errors.js'
import type { AccessPattern, Finding, PatternMeasurement } from './access-pattern.js'
import { DYNAMODB_PATTERNS } from './dynamodb-patterns.js'
import { MONGO_PATTERNS } from './mongo-patterns.js'
import { findPatternSamples } from './pattern-samples.js'
import { POSTGRES_PATTERNS } from './postgres-patterns.js'

/** Every request that the services send to their stores. */
export const ACCESS_PATTERNS: readonly AccessPattern[] = [
  ...POSTGRES_PATTERNS,
  ...DYNAMODB_PATTERNS,
  ...MONGO_PATTERNS,
]

export interface PatternResult {
  readonly pattern: AccessPattern
  readonly measurement: PatternMeasurement
}

/** The findings that the pattern does not accept. */
export function getUnacceptedFindings({ pattern, measurement }: PatternResult): readonly Finding[] {
  return measurement.findings.filter((finding) => pattern.acceptedFindings?.[finding] === undefined)
}

/** Selects patterns by name, service (`todo`) or store. No names select all. Throws `UNKNOWN_PATTERN`. */
export function selectPatterns(names: readonly string[]): readonly AccessPattern[] {
  if (names.length === 0) return ACCESS_PATTERNS
  return names.flatMap((name) => {
    const found = ACCESS_PATTERNS.filter(
      (pattern) => pattern.name === name || pattern.store === name || pattern.name.startsWith(`${name}.`),
    )
    if (found.length > 0) return found
    throw new HomeError(INSPECT_ERRORS.UNKNOWN_PATTERN, {
      message: `Access pattern "${name}" does not exist.`,
      suggestion: `Patterns: ${ACCESS_PATTERNS.map((pattern) => pattern.name).join(', ')}.`,
    })
  })
}

/** Runs the patterns on the current data, one after another so that their times are comparable. */
export async function runPatterns(
  stores: Stores,
  patterns: readonly AccessPattern[],
): Promise<readonly PatternResult[]> {
  const samples = await findPatternSamples(stores)
  const results: PatternResult[] = []
  for (const pattern of patterns)
    results.push({ pattern, measurement: await pattern.measure(stores, samples) })
  return results
}
