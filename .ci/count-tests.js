import { existsSync, readFileSync } from 'node:fs'

// Prints "passed failed skipped" from Vitest's JSON report. A file that fails before its first test counts as one failure.
const [file = ''] = process.argv.slice(2)
const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
if (text === '') {
  console.log('0 1 0')
} else {
  const report = JSON.parse(text)
  const failedSuites = report.testResults.filter(
    (suite) => suite.status === 'failed' && !suite.assertionResults.some((test) => test.status === 'failed'),
  )
  for (const suite of failedSuites) console.error(`${suite.name}: ${suite.message}`)
  const skipped = report.numPendingTests + report.numTodoTests
  console.log(`${report.numPassedTests} ${report.numFailedTests + failedSuites.length} ${skipped}`)
}
