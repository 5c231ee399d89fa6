import { ACCESS_PATTERNS } from '../../../app/access-patterns/registry.js'
import { formatCount } from '../../../core/format-count.js'
import { EXIT } from '../../../core/home-error.js'
import {
  selectPatterns,
  type PatternResult,
  runPatterns,
  getUnacceptedFindings,
} from '../../../inspect/patterns/run-patterns.js'
import { type Projection, projectPatterns } from '../../../inspect/projection/project-patterns.js'
import { readTableStatistics } from '../../../inspect/projection/table-statistics.js'
import { FINDINGS } from '../../../stores/contracts/access-pattern.js'
import type { Stores } from '../../../stores/stores.js'
import type { CommandInput } from '../../command-handler.js'
import type { explainCommand } from './explain.command.js'
import { renderPatterns } from './render-patterns.js'
import { renderProjection } from './render-projection.js'

/** Prints the patterns as a table or as JSON. Exit code 4 if a pattern has an unaccepted finding. */
export async function run({ context, args, flags }: CommandInput<typeof explainCommand>): Promise<number> {
  const { output } = context
  const project = await context.project()
  const { accessPatterns } = await project.extensions()
  const patterns = selectPatterns([...ACCESS_PATTERNS, ...accessPatterns], args.patterns)
  await using stores = await project.connect()
  const results = await runPatterns(stores, patterns)
  const failed = results.filter((result) => getUnacceptedFindings(result).length > 0)
  const projection =
    flags.projectTo === undefined ? undefined : await projectResults(stores, results, flags.projectTo)
  const ok = failed.length === 0
  const document = {
    ok,
    items: results.map(toPatternJson),
    ...(projection === undefined ? {} : { projection }),
  }
  output.printResult(document, () =>
    [
      renderPatterns(results, flags.plan, output),
      ...(projection === undefined ? [] : ['', renderProjection(projection, output)]),
    ].join('\n'),
  )
  for (const result of failed) {
    const { pattern, measurement } = result
    const reasons = getUnacceptedFindings(result)
      .map((finding) => FINDINGS[finding])
      .join(', ')
    output.warn(
      `${pattern.name} must use ${pattern.index}: ${reasons}${measurement.problem === undefined ? '' : ` (${measurement.problem})`}`,
    )
  }
  output.note(
    ok
      ? formatSuccess(results)
      : `${formatCount(failed.length, 'access pattern')} of ${results.length} ${failed.length === 1 ? 'does not use its index' : 'do not use their indexes'} as required.`,
  )
  return ok ? EXIT.done : EXIT.checksFailed
}

/** The table statistics cover the complete table, regardless of the selected patterns. */
async function projectResults(
  stores: Stores,
  results: readonly PatternResult[],
  records: number,
): Promise<Projection> {
  return projectPatterns(results, await readTableStatistics(stores.dynamodb), records)
}

function formatSuccess(results: readonly PatternResult[]): string {
  const count = results.filter(({ measurement }) => measurement.notMeasured === undefined).length
  const rest = results.length - count
  if (rest > 0)
    return `${count} of ${results.length} access patterns use their index; ${rest} cannot be measured on the current data.`
  return count === 1 ? 'The access pattern uses its index.' : `All ${count} access patterns use their index.`
}

function toPatternJson({ pattern, request, measurement }: PatternResult): unknown {
  const { name, store, summary, index, acceptedFindings } = pattern
  const { indexes, examined, returned, estimated, capacity, elapsedMs } = measurement
  const { findings, notMeasured, problem, plan, detail } = measurement
  return {
    name,
    store,
    summary,
    index,
    request,
    indexes,
    examined,
    returned,
    estimated,
    capacity,
    elapsedMs,
    findings,
    notMeasured,
    acceptedFindings,
    problem,
    plan,
    detail,
  }
}
