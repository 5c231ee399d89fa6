import { Menu } from './menu.js'
import type { Session } from './session.js'

/** The number of orders that the user can choose from. */
export function countOrders(view: Session['view']): number {
  return view?.page.orders?.length ?? view?.pane.pane.columns?.length ?? 0
}

/** The orders of the store; else the columns of the rows, if all are read. */
export function chooseOrder(session: Session): void {
  const { view } = session
  if (view === undefined) return
  const { pane, page } = view
  if (page.orders !== undefined && page.orders.length > 0) {
    const items = page.orders.map(({ name, address, index, current }) => ({
      name,
      description: `${index === null ? 'no index: reads all records' : `index ${index}`}${current ? ' ● current' : ''}`,
      run: () => void session.open(address, true),
    }))
    session.menu = new Menu('Sort by', items)
    return
  }
  if (pane.hasMore) {
    session.message = 'The store has no other order, and not all rows are read: go to the last row first (G).'
    return
  }
  const items = (pane.pane.columns ?? []).flatMap(({ name }, column) =>
    name === ''
      ? []
      : [false, true].map((descending) => ({
          name: `${name.toLowerCase()} ${descending ? '↓' : '↑'}`,
          description: '',
          run: () => {
            pane.sort = { column, descending }
            pane.select(0)
          },
        })),
  )
  session.menu = new Menu('Sort by', items)
}
