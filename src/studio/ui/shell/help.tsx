import type { JSX } from 'preact'
import { Dialog } from './dialog.js'

const KEYS: readonly (readonly [keys: string, help: string])[] = [
  ['1 … 9, 0', 'go to a screen'],
  [': or ⌘K', 'search all records, or go to a screen or an entity'],
  ['/', 'filter the rows; Enter searches all of them'],
  ['j k ↑ ↓ g G', 'move'],
  ['Enter', 'open the selected row'],
  ['Esc ←', 'clear the filter, or go back'],
  ['Tab', 'next pane'],
  ['s', 'sort'],
  ['L', 'show new rows as they occur'],
  ['r', 'read the page again'],
  ['y', 'copy the id of the selected row'],
  ['Y', 'copy it as JSON'],
  ['Space', 'select the row, to copy several'],
  ['f', 'go to the references of a record'],
  ['h', 'go to the history of a record'],
  ['t', 'open the trace of the selected row'],
  ['x', 'access patterns and their indexes'],
  ['o', 'copy the command that shows the same in a terminal'],
  ['e', 'edit the record (with --write), or the statement'],
  ['u', 'undo the last edit'],
  ['?', 'this help'],
]

export function Help({ close }: { readonly close: () => void }): JSX.Element {
  return (
    <Dialog label="Keys" close={close} class="help">
      <h2>Keys</h2>
      <dl>
        {KEYS.map(([keys, help]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{help}</dd>
          </div>
        ))}
      </dl>
      <button type="button" onClick={close}>
        Close
      </button>
    </Dialog>
  )
}
