import { Menu, type MenuItem } from './menu.js'
import type { PaneView } from './pane-view.js'
import type { Session } from './session.js'

const CURRENT = '● current'

/** The number of orders that the user can choose from. */
export function countOrders(view: Session['view']): number {
  if (view === undefined) return 0
  const { orders = [] } = view.page
  return orders.length > 0 ? orders.length : listColumns(view.pane).length
}

/** The orders of the store; if it has none, the columns, by which the rows that are read are sorted. */
export function chooseOrder(session: Session): void {
  const { view } = session
  if (view === undefined) return
  const { orders = [] } = view.page
  const menu =
    orders.length === 0
      ? createColumnMenu(session, view.pane)
      : new Menu(
          'Sort by',
          orders.map(({ name, address, index, current }) => ({
            name,
            description: `${index === null ? 'no index: reads all records' : `index ${index}`}${current ? ` ${CURRENT}` : ''}`,
            run: () => void session.open(address, true),
          })),
        )
  menu.selected = Math.max(
    0,
    menu.items.findIndex(({ description }) => description.endsWith(CURRENT)),
  )
  session.menu = menu
}

function createColumnMenu(session: Session, pane: PaneView): Menu {
  const sortBy = (sort: PaneView['sort']): void => {
    pane.sort = sort
    pane.select(0)
    void session.readToSort()
  }
  const items = listColumns(pane).flatMap(({ name, column }) =>
    [false, true].map((descending): MenuItem => {
      const isCurrent = pane.sort?.column === column && pane.sort.descending === descending
      return {
        name: `${name.toLowerCase()} ${descending ? '↓' : '↑'}`,
        description: isCurrent ? CURRENT : '',
        run: () => sortBy({ column, descending }),
      }
    }),
  )
  const asRead = { name: 'as read', description: 'the order of the store', run: () => sortBy(undefined) }
  return new Menu('Sort by', pane.sort === undefined ? items : [asRead, ...items], {
    details: pane.hasMore ? ['The store has no other order: the rows that are read are sorted here.'] : [],
  })
}

function listColumns({ columns }: PaneView): readonly { readonly name: string; readonly column: number }[] {
  return (columns ?? []).map(({ name }, column) => ({ name, column })).filter(({ name }) => name !== '')
}
