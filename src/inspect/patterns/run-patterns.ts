import { findClosestMatch } from '../../core/closest-match.js'
import { HomeError } from '../../core/home-error.js'
import { STORE_NAMES } from '../../core/store-name.js'
import { type PatternSamples, PLACEHOLDERS } from '../../domain/pattern-samples.js'
import type { AccessPattern, Finding, PatternMeasurement } from '../../stores/contracts/access-pattern.js'
import { getStoreDriver } from '../../stores/registry.js'
import type { Stores } from '../../stores/stores.js'
import { INSPECT_ERRORS } from '../inspect-errors.js'
import { findPatternSamples } from './find-pattern-samples.js'

export interface PatternResult {
  readonly pattern: AccessPattern
  /** In one line, as it would be typed, with placeholders for values. */
  readonly request: string
  readonly measurement: PatternMeasurement
}

/** The findings that the pattern does not accept. */
export function getUnacceptedFindings({ pattern, measurement }: PatternResult): readonly Finding[] {
  return measurement.findings.filter((finding) => pattern.acceptedFindings?.[finding] === undefined)
}

/** Selects patterns by name, service (`todo`) or store. No names select all. Throws `UNKNOWN_PATTERN`. */
export function selectPatterns(
  all: readonly AccessPattern[],
  names: readonly string[],
): readonly AccessPattern[] {
  if (names.length === 0) return all
  return names.flatMap((name) => {
    const found = all.filter(
      (pattern) => pattern.name === name || pattern.store === name || pattern.name.startsWith(`${name}.`),
    )
    if (found.length > 0) return found
    const guess = findClosestMatch(name, [...STORE_NAMES, ...all.map((pattern) => pattern.name)])
    throw new HomeError(INSPECT_ERRORS.UNKNOWN_PATTERN, {
      message: `Access pattern "${name}" does not exist.`,
      suggestion: `${guess === undefined ? '' : `Did you mean "${guess}"? `}Run homemanager explain to list the access patterns.`,
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
  for (const pattern of patterns) results.push(await measurePattern(stores, pattern, samples))
  return results
}

async function measurePattern(
  stores: Stores,
  pattern: AccessPattern,
  samples: PatternSamples,
): Promise<PatternResult> {
  const { store, index } = pattern
  const explainer = await getStoreDriver(store).loadExplainer()
  return {
    pattern,
    request: explainer.format(pattern.toSampleRequest(PLACEHOLDERS)),
    measurement: await explainer.explain(stores[store], pattern.toSampleRequest(samples), index),
  }
}
