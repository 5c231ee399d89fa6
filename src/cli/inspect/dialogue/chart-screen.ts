import type { SpendingTotal } from '../../../inspect/records/budget-lookup.js'
import type { RecordView, Section } from '../../../inspect/records/record-view.js'
import { spendingChart } from '../../../inspect/records/spending-section.js'
import { printable } from '../render-record.js'
import type { Move, Screen } from './screen.js'

/** What a family spent by category and month, as bars. */
export function chartScreen(view: RecordView, section: Section): Screen {
  return async ({ output, pageSize, command }): Promise<Move> => {
    const { items } = await section.page(pageSize)
    const totals = items.map((item) => item.record as unknown as SpendingTotal)
    await output.raw(
      `${output.style.bold(`Spending of ${printable(view.title)}`)}\n${spendingChart(totals)}\n\n`,
    )
    await output.raw(`${output.style.dim(command(section))}\n\n`)
    const turn = await output.choose<Move>('Spending', [
      { name: 'back', value: 'back' },
      { name: 'leave', value: 'leave' },
    ])
    return turn ?? 'back'
  }
}
