import type { ConformanceReport, OperationResult } from './run-conformance.js'

/** The results as JUnit XML, which CI systems read: a suite for each operation. */
export function toJUnitXml(report: ConformanceReport): string {
  const total = report.passed + report.failed + report.skipped
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${escape(`homemanager conformance ${report.service}`)}" tests="${total}" failures="${report.failed}" skipped="${report.skipped}">`,
    ...report.items.flatMap((item) => toSuite(report.service, item)),
    '</testsuites>',
    '',
  ].join('\n')
}

function toSuite(service: string, { operation, checks, passed, failed, skipped }: OperationResult): string[] {
  return [
    `  <testsuite name="${escape(operation)}" tests="${passed + failed + skipped}" failures="${failed}" skipped="${skipped}">`,
    ...checks.map((check) => {
      const start = `    <testcase classname="${escape(`${service}.${operation}`)}" name="${escape(check.name)}" time="${check.elapsedMs / 1000}"`
      if (check.ok) return `${start}/>`
      if (check.skipped === true) return `${start}><skipped/></testcase>`
      const detail = [check.message, check.request].filter((line) => line !== undefined).join('\n')
      return `${start}><failure message="${escape(check.message ?? '')}">${escape(detail)}</failure></testcase>`
    }),
    '  </testsuite>',
  ]
}

// Control characters are not allowed in XML, even escaped. Line breaks and tabs are.
const CONTROL = /(?![\n\r\t])\p{Cc}/gu

function escape(text: string): string {
  return text
    .replaceAll(CONTROL, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
