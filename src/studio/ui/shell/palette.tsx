import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { formatAddress } from '../../../inspect/pages/address.js'
import type { SessionDocument } from '../../server/studio-document.js'
import { Dialog } from './dialog.js'
import { navigate } from './router.js'
import { toggleTheme } from './theme.js'

interface Item {
  readonly name: string
  readonly description: string
  run(): void
}

/** Searches all records, and goes to screens and entities. */
export function Palette({
  session,
  close,
}: {
  readonly session: SessionDocument
  readonly close: () => void
}): JSX.Element {
  const [text, setText] = useState('')
  const [selected, setSelected] = useState(0)
  const commands = useMemo(() => listCommands(session), [session])
  const items = select(commands, text)
  const current = Math.min(selected, items.length - 1)
  const run = (item: Item | undefined): void => {
    close()
    item?.run()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      setSelected(Math.max(0, Math.min(current + step, items.length - 1)))
    } else if (event.key === 'Enter') run(items[current])
  }
  return (
    <Dialog label="Search or go to" close={close} class="palette">
      <input
        type="search"
        placeholder="A name, text, email or ID; or a screen"
        aria-label="Search or go to"
        list={undefined}
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-items"
        aria-activedescendant={`palette-${current}`}
        autocomplete="off"
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value)
          setSelected(0)
        }}
        onKeyDown={onKeyDown}
      />
      <ul id="palette-items" role="listbox" aria-label="Results">
        {items.map((item, i) => (
          <li
            key={`${item.name} ${item.description}`}
            id={`palette-${i}`}
            role="option"
            aria-selected={i === current}
            onClick={() => run(item)}
            onMouseMove={() => setSelected(i)}
          >
            {item.name} <small>{item.description}</small>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}

function listCommands({ screens, entities }: SessionDocument): readonly Item[] {
  return [
    ...screens.map(({ name, title }) => ({
      name: title,
      description: 'screen',
      run: () => navigate(`/${name}`),
    })),
    ...entities.map(({ name, plural, store }) => ({
      name: plural,
      description: `records in ${store}`,
      run: () => navigate(formatAddress('records', [name])),
    })),
    { name: 'Light or dark', description: 'change the theme', run: toggleTheme },
  ]
}

/** Those that match, and a search of all records. */
function select(commands: readonly Item[], text: string): readonly Item[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return commands
  const search = {
    name: `Search all records for “${text.trim()}”`,
    description: '',
    run: () => navigate(formatAddress('search', [], { text: text.trim() })),
  }
  const found = commands.filter(({ name }) => name.toLowerCase().includes(wanted))
  const starts = found.some(({ name }) => name.toLowerCase().startsWith(wanted))
  return starts ? [...found, search] : [search, ...found]
}
