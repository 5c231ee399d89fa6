import type { SeedReport } from '../../../dataset/seeding/seed-stores.js'
import type { Output } from '../../../output/output.js'

/** What was loaded, and what the stores contain now. */
export function renderSeedReport(report: SeedReport, style: Output['style']): string {
  const { families, users, todos, expenses } = report.counts
  const outcome = report.unchanged ? 'was already loaded; nothing changed' : 'loaded'
  return [
    `Dataset ${style.bold(report.profile)} (seed ${report.seed}) ${outcome} (${(report.elapsedMs / 1000).toFixed(1)} s).`,
    `The stores contain ${families} families, ${users} users, ${todos} todos and ${expenses} expenses.`,
    style.dim(`fingerprint ${report.fingerprint.dataset}`),
  ].join('\n')
}
