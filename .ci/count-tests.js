import { existsSync, readFileSync } from 'node:fs'

// Vitest's JSON report → "passed failed skipped". A file that failed before any of its tests ran counts as a failure.
const [file = ''] = process.argv.slice(2)
const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
if (text === '') {
  console.log('0 1 0')
} else {
  const report = JSON.parse(text)
  const broken = report.testResults.filter(
    (suite) => suite.status === 'failed' && !suite.assertionResults.some((test) => test.status === 'failed'),
  )
  for (const suite of broken) console.error(`${suite.name}: ${suite.message}`)
  const skipped = report.numPendingTests + report.numTodoTests
  console.log(`${report.numPassedTests} ${report.numFailedTests + broken.length} ${skipped}`)
}
