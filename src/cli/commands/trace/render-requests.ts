import type { SpanRecord } from '../../../core/span-record.js'
import { truncate } from '../../../core/truncate.js'
import { formatMs, getStepName } from '../../../inspect/traces/waterfall.js'
import { displayWidth } from '../../../output/display-width.js'
import { escapeControlCharacters } from '../../../output/escape-control-characters.js'
import type { Column, Output } from '../../../output/output.js'

/** In fewer columns, IDs are shorter and the date is left out. */
const WIDE_COLUMNS = 100
/** Columns before the request, with the gaps, in the narrow form. */
const NARROW_FIXED = 38
const WIDE_FIXED = 64

/** A table of requests, a line each. The beginning of an ID is enough for `trace`. */
export function renderRequests(requests: readonly SpanRecord[], output: Output): string {
  if (requests.length === 0) return 'No request is recorded.'
  const { columns: width } = output
  const isWide = width === undefined || width >= WIDE_COLUMNS
  const available = width === undefined ? Infinity : width - (isWide ? WIDE_FIXED : NARROW_FIXED)
  const columns: readonly Column<SpanRecord>[] = [
    { header: 'TRACE', cell: ({ traceId }) => traceId.slice(0, isWide ? 16 : 8) },
    { header: 'TIME', cell: ({ start }) => formatTime(start, isWide) },
    { header: 'DURATION', cell: ({ durationMs }) => formatMs(durationMs), align: 'right' },
    { header: 'CODE', cell: formatCode },
    { header: 'REQUEST', cell: (span) => truncate(formatRequest(span), available, displayWidth) },
  ]
  return output.table(requests, columns)
}

function formatCode({ attributes, error }: SpanRecord, style: Output['style']): string {
  const status = attributes?.['http.response.status_code']
  const code = status === undefined ? '' : String(status)
  if (error !== undefined) return style.red(code === '' ? '✗' : code)
  return Number(status) >= 400 ? style.yellow(code) : code
}

/** Without the status, which has a column of its own. */
function formatRequest(span: SpanRecord): string {
  const { 'http.response.status_code': _status, ...attributes } = span.attributes ?? {}
  const name = getStepName({ ...span, attributes })
  // A request to a service itself has the name of its operation.
  return escapeControlCharacters(span.component === 'gateway' ? name : `${span.component} ${name}`)
}

function formatTime(ms: number, withDate: boolean): string {
  const time = new Date(ms).toISOString()
  return withDate ? time : time.slice(11, 19)
}
