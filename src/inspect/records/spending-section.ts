import {
  type SpendingTotal,
  sumSpending,
  buildSpendingPipeline,
  createMonthFilter,
} from './budget-lookups.js'
import type { RecordSources, Section } from './record-view.js'
import { formatCommandLine } from '../../core/format-command-line.js'
import { formatMongoshValue } from './command-line.js'

/** In a chart. */
const MAX_MONTHS = 12

/** What a family spent per category and month, one item for each, the newest month first. */
export function spendingSection(stores: RecordSources, family: string): Section {
  const pipeline = buildSpendingPipeline({ family_id: family })
  return {
    name: 'spending',
    store: 'mongo',
    query: formatCommandLine('query', 'mongo', `expenses.aggregate(${formatMongoshValue(pipeline)})`),
    page: async () => ({
      items: (await sumSpending(stores.mongo, pipeline)).map((total) => ({
        title: `${total.month}  ${total.category}  ${total.total} ${total.currency}  (${total.count})`,
        record: { ...total },
      })),
    }),
  }
}

/** A line of a chart; without a category or a month, it is a heading. */
export interface ChartLine {
  readonly text: string
  readonly currency: string
  readonly category?: string
  readonly month?: string
}

/** The totals as bar charts: per currency, one by category and one by month. Widths are relative to the largest bar. */
export function drawSpendingChart(totals: readonly SpendingTotal[], width = 32): readonly ChartLine[] {
  const currencies = [...new Set(totals.map((total) => total.currency))].sort()
  return currencies.flatMap((currency) => {
    const sameCurrency = totals.filter((total) => total.currency === currency)
    const categories = sumBy(sameCurrency, 'category').sort((a, b) => b[1] - a[1])
    const months = sumBy(sameCurrency, 'month').slice(0, MAX_MONTHS)
    const bars = { category: renderBars(categories, width), month: renderBars(months, width) }
    return [
      { text: `${currency} by category`, currency },
      ...categories.map(([category], i) => ({ text: bars.category[i] ?? '', currency, category })),
      { text: `${currency} by month`, currency },
      ...months.map(([month], i) => ({ text: bars.month[i] ?? '', currency, month })),
    ]
  })
}

/** The command that shows the expenses of a line, as a statement of MongoDB. */
export function formatExpensesQuery(
  family: string,
  { currency, category, month }: Omit<ChartLine, 'text'>,
): string {
  const filter = {
    family_id: family,
    currency,
    ...(category === undefined ? {} : { 'category.primary': category }),
    ...(month === undefined ? {} : { created_at: createMonthFilter(month) }),
  }
  return `expenses.find(${formatMongoshValue(filter)}).sort({"created_at":-1})`
}

/** Used for the length and the rounded label of a bar only. Exact sums come from the database. */
function sumBy(totals: readonly SpendingTotal[], field: 'category' | 'month'): [string, number][] {
  const sums = new Map<string, number>()
  for (const total of totals) sums.set(total[field], (sums.get(total[field]) ?? 0) + Number(total.total))
  return [...sums]
}

function renderBars(sums: readonly (readonly [string, number])[], width: number): readonly string[] {
  const largest = Math.max(...sums.map(([, sum]) => sum), 1)
  const label = Math.max(...sums.map(([name]) => name.length), 0)
  return sums.map(([name, sum]) => {
    const eighths = Math.max(sum > 0 ? 1 : 0, Math.round((sum / largest) * width * 8))
    const bar = '█'.repeat(Math.floor(eighths / 8)) + ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'][eighths % 8]
    return `  ${name.padEnd(label)}  ${bar.padEnd(width)}  ${sum.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`
  })
}
