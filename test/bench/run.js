import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { stopBenchStack } from './bench-stack.js'

// `npm run bench [-- WORD...]`: speeds as ratios against a peer or a limit measured in the same run, since machines
// differ and are shared. WORDs choose the benchmarks whose names contain them. Exit 1 when a limit is not met.
//
// A `*.bench.js` beside this file exports `benchmarks`: a list of
//   { name, atMost | atLeast, run: async () => ({ ratio, figures }) }
// where `figures` maps a label to what was measured, for people to read.

const here = fileURLToPath(new URL('.', import.meta.url))
const words = process.argv.slice(2)
const files = readdirSync(here).filter((file) => file.endsWith('.bench.js'))
const lists = await Promise.all(files.sort().map(async (file) => (await import(`./${file}`)).benchmarks))
const wanted = lists
  .flat()
  .filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)))

let missed = 0
for (const { name, atMost, atLeast, run } of wanted) {
  console.log(`\n${name}`)
  try {
    const { ratio, figures, skipped } = await run()
    if (skipped !== undefined) {
      console.log(`  – skipped: ${skipped}`)
      continue
    }
    for (const [label, figure] of Object.entries(figures)) console.log(`  ${label}: ${figure}`)
    const met = atMost === undefined ? ratio >= atLeast : ratio <= atMost
    if (!met) missed++
    console.log(`  ${met ? '✓' : '✗'} ratio ${ratio.toFixed(2)}, ${limitText(atMost, atLeast)}`)
  } catch (error) {
    missed++
    console.log(`  ✗ ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  }
}
await stopBenchStack()
console.log(`\n${wanted.length} measured, ${missed} outside of their limits`)
process.exit(missed === 0 ? 0 : 1)

function limitText(atMost, atLeast) {
  return atMost === undefined ? `at least ${atLeast}` : `at most ${atMost}`
}
