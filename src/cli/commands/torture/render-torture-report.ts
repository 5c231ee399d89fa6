import { formatCount } from '../../../core/format-count.js'
import type { TortureReport } from '../../../conformance/torture/torture-report.js'
import { escapeControlCharacters } from '../../../output/escape-control-characters.js'
import type { Output } from '../../../output/output.js'

/** What was found with its steps and its script, then the verdict. */
export function renderTortureReport(
  report: TortureReport,
  scriptFile: string | undefined,
  style: Output['style'],
): string {
  const { service, seed, episodes, requests, kills, elapsedMs, items } = report
  const seconds = (elapsedMs / 1000).toFixed(1)
  const traffic = `${formatCount(requests, 'request')} in ${formatCount(episodes, 'episode')}, ${formatCount(kills, 'kill')}, ${seconds} s, seed ${seed}`
  const [finding] = items
  if (finding === undefined) return style.green(`No failure of the ${service} service was found: ${traffic}.`)
  const { check, message, steps, script } = finding
  return [
    style.red(`The ${service} service failed: ${check}.`),
    escapeControlCharacters(message),
    '',
    ...(steps.length === 0 ? [] : ['Steps:', ...steps.map((step, index) => `  ${index + 1}. ${step}`), '']),
    ...(script === null
      ? []
      : scriptFile === undefined
        ? ['Script:', script]
        : [`Script: ${scriptFile}`, '']),
    style.dim(traffic),
    `Repeat it with: homemanager torture ${service} --seed ${finding.seed}`,
  ].join('\n')
}
