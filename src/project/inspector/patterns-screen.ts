import type { Cell, Row } from '../../inspect/pages/page.js'
import type { Screen } from '../../inspect/pages/screen.js'
import type { PatternResult } from '../../inspect/patterns/run-patterns.js'
import type { InspectorSources } from './inspector-sources.js'

/** The access patterns, measured on the current data, and the indexes that serve them. */
export const PATTERNS_SCREEN: Screen<InspectorSources> = {
  name: 'patterns',
  title: 'Patterns',
  async open(sources) {
    const [{ ACCESS_PATTERNS }, { runPatterns, getUnacceptedFindings }, stores] = await Promise.all([
      import('../../app/access-patterns/registry.js'),
      import('../../inspect/patterns/run-patterns.js'),
      sources.stores(),
    ])
    const results = await runPatterns(stores, [...ACCESS_PATTERNS, ...sources.extensions.accessPatterns])
    const toResultRow = (result: PatternResult): Row =>
      toRow(result, getUnacceptedFindings(result).length === 0)
    return {
      address: '/patterns',
      title: 'Access patterns',
      subtitle: 'each request that the services send, measured on the current data',
      panes: [
        {
          name: 'Patterns',
          rowName: 'Pattern',
          columns: [
            { name: '' },
            { name: 'PATTERN' },
            { name: 'STORE', importance: -1 },
            { name: 'INDEX' },
            { name: 'READ', align: 'right' },
            { name: 'RETURNED', align: 'right' },
            { name: 'MS', align: 'right', importance: -1 },
            { name: 'PLAN' },
          ],
          rows: results.map(toResultRow),
        },
      ],
      origin: { command: 'explain' },
    }
  },
}

function toRow(result: PatternResult, isAccepted: boolean): Row {
  const { pattern, request, measurement } = result
  const {
    indexes,
    examined,
    returned,
    estimated = false,
    elapsedMs,
    plan,
    findings,
    notMeasured,
  } = measurement
  const format = (count: number): string => `${estimated ? '~' : ''}${count.toLocaleString('en-US')}`
  return {
    cells: [
      toStatusCell(isAccepted, notMeasured !== undefined),
      { text: pattern.name, tone: 'strong' },
      { text: pattern.store },
      { text: indexes.join(', ') || `none (${pattern.index})` },
      { text: format(examined) },
      { text: format(returned) },
      { text: elapsedMs.toFixed(1) },
      {
        text: [
          ...findings,
          ...(notMeasured === undefined ? [] : [`not measured: ${notMeasured}`]),
          plan,
        ].join(', '),
        tone: 'quiet',
      },
    ],
    details: [
      { name: 'summary', text: pattern.summary, isMinor: true },
      { name: 'request', text: request, isMinor: true },
    ],
    id: pattern.name,
    value: { name: pattern.name, summary: pattern.summary, request, measurement },
  }
}

function toStatusCell(isAccepted: boolean, isSkipped: boolean): Cell {
  if (isSkipped) return { text: '–', tone: 'quiet' }
  return isAccepted ? { text: '✓', tone: 'good' } : { text: '✗', tone: 'bad' }
}
