import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { stopBenchStack } from './bench-stack.js'

// `npm run bench [-- WORD...]` measures ratios against a peer or a limit in the same run, because absolute speeds depend on
// the machine and its load. WORDs select benchmarks whose names contain any of them. Exits with 1 if a limit is not met.
//
// A `*.bench.js` beside this file exports `benchmarks`: a list of
//   { name, atMost | atLeast, run: async () => ({ ratio, figures }) }
// where `figures` maps labels to measured values, for display.

const directory = fileURLToPath(new URL('.', import.meta.url))
const words = process.argv.slice(2)
const files = readdirSync(directory).filter((file) => file.endsWith('.bench.js'))
const lists = await Promise.all(files.sort().map(async (file) => (await import(`./${file}`)).benchmarks))
const selected = lists
  .flat()
  .filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)))

let failures = 0
for (const { name, atMost, atLeast, run } of selected) {
  console.log(`\n${name}`)
  try {
    const { ratio, figures, skipped } = await run()
    if (skipped !== undefined) {
      console.log(`  – skipped: ${skipped}`)
      continue
    }
    for (const [label, figure] of Object.entries(figures)) console.log(`  ${label}: ${figure}`)
    const met = atMost === undefined ? ratio >= atLeast : ratio <= atMost
    if (!met) failures++
    console.log(`  ${met ? '✓' : '✗'} ratio ${ratio.toFixed(2)}, ${formatLimit(atMost, atLeast)}`)
  } catch (error) {
    failures++
    console.log(`  ✗ ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  }
}
await stopBenchStack()
console.log(`\n${selected.length} benchmarks, ${failures} not within their limits`)
process.exit(failures === 0 ? 0 : 1)

function formatLimit(atMost, atLeast) {
  return atMost === undefined ? `at least ${atLeast}` : `at most ${atMost}`
}
