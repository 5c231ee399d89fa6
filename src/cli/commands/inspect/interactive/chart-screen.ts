import type { SpendingTotal } from '../../../../inspect/records/budget-lookups.js'
import type { RecordView, Section } from '../../../../inspect/records/record-view.js'
import { renderSpendingChart } from '../../../../inspect/records/spending-section.js'
import { escapeControlCharacters } from '../../../../output/escape-control-characters.js'
import type { Navigation, Screen } from './screen.js'

/** Shows the spending of a family by category and month as a bar chart. */
export function chartScreen(view: RecordView, section: Section): Screen {
  return async ({ output, pageSize, formatCommand }): Promise<Navigation> => {
    const { items } = await section.page(pageSize)
    const totals = items.map((item) => item.record as unknown as SpendingTotal)
    await output.printRaw(
      `${output.style.bold(`Spending of ${escapeControlCharacters(view.title)}`)}\n${renderSpendingChart(totals)}\n\n`,
    )
    await output.printRaw(`${output.style.dim(formatCommand(section))}\n\n`)
    const next = await output.choose<Navigation>('Spending', [
      { name: 'back', value: 'back' },
      { name: 'quit', value: 'quit' },
    ])
    return next ?? 'back'
  }
}
