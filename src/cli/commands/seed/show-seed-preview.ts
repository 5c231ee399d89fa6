import type { Output } from '../../../output/output.js'
import type { SeedOptions } from '../../../dataset/seeding/seed-options.js'
import type { Project } from '../../../project/project.js'
import { createSeedProgressReporter } from '../../seed-progress-reporter.js'

/** `homemanager seed --dry-run`: counts, sizes and one sample of each entity. Does not connect to the stores. */
export async function showSeedPreview(project: Project, output: Output, wanted: SeedOptions): Promise<void> {
  const tasks = createSeedProgressReporter(output, 'Generating')
  const preview = await project.preview({ ...wanted, onProgress: tasks.onProgress })
  tasks.succeed()
  output.printResult(preview, (style) => {
    const { counts, bytes, samples, fingerprint } = preview
    const lines = [
      `Dataset ${style.bold(preview.profile)} (seed ${preview.seed}, generator version ${preview.generator}). Nothing was written.`,
      ...Object.entries(counts).map(([kind, count]) => `  ${kind.padEnd(10)}  ${count}`),
      ...Object.entries(bytes).map(([store, size]) => `  ${store.padEnd(10)}  ${formatSize(size)}`),
    ]
    for (const [kind, sample] of Object.entries(samples)) {
      lines.push('', style.bold(`Sample of ${kind}`), JSON.stringify(sample, undefined, 2))
    }
    return [...lines, '', style.dim(`fingerprint ${fingerprint.dataset}`)].join('\n')
  })
}

function formatSize(bytes: number): string {
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}
