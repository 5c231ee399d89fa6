import type { Row } from '../../../inspect/pages/page.js'

type Fields = Readonly<Record<string, unknown>>

/** The formats in which rows are copied. */
export type CopyFormat = 'JSON' | 'CSV' | 'SQL'

export function formatRows(
  rows: readonly Row[],
  format: CopyFormat,
  columns: readonly string[],
  table: string,
): string {
  if (format === 'JSON') {
    const values = rows.map(({ value, cells }) => value ?? cells.map(({ text }) => text.trim()))
    return JSON.stringify(values.length === 1 ? values[0] : values, null, 2)
  }
  if (format === 'CSV') {
    const lines = rows.map(({ cells }) => columns.map((_, i) => cells[i]?.text.trim() ?? ''))
    return [columns, ...lines].map((line) => line.map(quoteCsv).join(',')).join('\n')
  }
  return rows.map(({ value }) => toInsert(toFields(value), table)).join('\n')
}

function quoteCsv(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function toInsert(fields: Fields, table: string): string {
  const names = Object.keys(fields).map((name) => `"${name}"`)
  return `INSERT INTO ${table} (${names.join(', ')}) VALUES (${Object.values(fields).map(quoteSql).join(', ')});`
}

function quoteSql(value: unknown): string {
  if (value === null || value === undefined) return 'NULL'
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return `'${text.replaceAll("'", "''")}'`
}

function toFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}
