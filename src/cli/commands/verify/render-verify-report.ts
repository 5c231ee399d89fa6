import { formatCount } from '../../../core/format-count.js'
import { groupBy } from '../../../core/group-by.js'
import type { Output } from '../../../output/output.js'
import type { OwnInvariant } from '../../../verify/extension-invariants.js'
import { INVARIANTS } from '../../../verify/invariants/registry.js'
import type { VerifyReport } from '../../../verify/verify-stores.js'
import { describeInterruptedSeed, type InterruptedSeed } from '../../../dataset/seeding/seed-request.js'
import type { Violation } from '../../../verify/violation.js'

export interface VerifyContext {
  readonly ownInvariants: readonly OwnInvariant[]
  /** How many violations of each invariant are listed. */
  readonly shown: number
  /** Whether the records were compared with the dataset, too. */
  readonly dataset: boolean
  /** The datasets that are incomplete. */
  readonly interrupted: readonly InterruptedSeed[]
}

/** The violations by invariant, at most `shown` of each, with a summary. */
export function renderVerifyReport(
  report: VerifyReport,
  { ownInvariants, shown, dataset, interrupted }: VerifyContext,
  style: Output['style'],
): string {
  const { ok, checked, items, more, fingerprint, notCovered } = report
  const digest = [
    style.dim(`fingerprint ${fingerprint.dataset}`),
    ...(notCovered.length === 0 ? [] : [`Not covered: ${notCovered.map(formatNotCovered).join(', ')}.`]),
  ].join('\n')
  if (ok) return `${style.green('✓')} The ${checked} records of the three stores are consistent.\n${digest}`
  const lines: string[] = []
  for (const [invariant, violations] of groupBy(items, (item) => item.invariant)) {
    const statement = INVARIANTS.find(({ number }) => number === invariant)?.statement
    const own = ownInvariants.find(({ name }) => name === invariant)
    const title: string | number =
      statement !== undefined
        ? `${invariant}. ${statement}`
        : own !== undefined
          ? `${own.name}: ${own.statement}`
          : isDifference(invariant)
            ? `dataset: ${invariant}`
            : invariant
    lines.push(
      style.bold(`${title} (${violations.length})`),
      ...violations.slice(0, shown).map(formatViolation),
    )
    if (violations.length > shown)
      lines.push(style.dim(`  … and ${violations.length - shown} more; --json lists all`))
  }
  const count = items.length + more
  const summary = `${formatCount(count, 'violation')} in ${formatCount(checked, 'record')}.`
  return [
    ...lines,
    '',
    `${style.red('✗')} ${summary}`,
    digest,
    '',
    suggestNext(items, dataset, interrupted),
  ].join('\n')
}

function formatNotCovered({ store, kind, name, records }: VerifyReport['notCovered'][number]): string {
  if (kind === 'items') return `${records} other ${records === 1 ? 'item' : 'items'} of ${store}`
  return `${kind} ${name}${records === null ? '' : ` (${records})`}`
}

function isDifference(invariant: Violation['invariant']): boolean {
  return invariant === 'missing' || invariant === 'changed' || invariant === 'extra'
}

function suggestNext(
  items: readonly Violation[],
  dataset: boolean,
  interrupted: readonly InterruptedSeed[],
): string {
  if (interrupted.length > 0) return interrupted.map(describeInterruptedSeed).join('\n')
  const differs = items.some(({ invariant }) => isDifference(invariant))
  const isBundled = items.some(({ invariant }) => INVARIANTS.some(({ number }) => number === invariant))
  if (!differs && !isBundled)
    return 'The invariants that are violated are your own: correct the records, or the invariants. seed --repair restores only records that differ from the dataset (homemanager verify --dataset).'
  if (items.every(({ invariant }) => invariant === 'extra'))
    return 'The extra records were added since the dataset was loaded. homemanager seed --repair keeps them.'
  if (differs) return 'To restore missing and changed records of the dataset, run homemanager seed --repair.'
  return dataset
    ? 'No record differs from the dataset, so seed --repair changes nothing. Correct the records, or restore a snapshot (homemanager snapshot list).'
    : 'If the data was seeded, homemanager verify --dataset lists how it differs, and homemanager seed --repair restores it.'
}

/** The message of an own invariant, or of an own entity, need not name the record. */
function formatViolation({ invariant, store, id, message }: Violation): string {
  const isNamed = typeof invariant === 'number' || message.includes(id)
  return `  ${store.padEnd(8)}  ${isNamed ? '' : `${id}: `}${message}`
}
