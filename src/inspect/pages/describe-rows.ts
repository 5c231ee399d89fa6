import { formatCount } from '../../core/format-count.js'
import type { Pane } from './page.js'

/** What is beside the title: the state of what is shown, and the order of the rows, or that by which the user has sorted them. */
export function describeRows(
  {
    subtitle = '',
    order = '',
  }: { readonly subtitle?: string | undefined; readonly order?: string | undefined },
  sorted = order,
): string {
  return [subtitle, sorted].filter((text) => text !== '').join(', ')
}

/** How many rows a pane with the latest ones has now. Undefined for other panes, and without rows. */
export function describeLatest({ latest }: Pick<Pane, 'latest'>, count: number): string | undefined {
  return latest === undefined || count === 0 ? undefined : `the latest ${formatCount(count, latest)}`
}
