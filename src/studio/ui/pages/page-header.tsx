import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { parseAddress } from '../../../inspect/pages/address.js'
import { describeRows } from '../../../inspect/pages/describe-rows.js'
import { useEdit } from '../edit/use-edit.js'
import { Icon } from '../shell/icon.js'
import { type KeyHandlers, useKeys } from '../shell/keys.js'
import { copyText } from '../shell/message.js'
import { useSessionDocument } from '../shell/session.js'
import type { PageProps } from './page-view.js'

export function PageHeader({ page, reload }: PageProps): JSX.Element {
  const session = useSessionDocument()
  const { title, origin, id, value } = page
  const { screen, path } = parseAddress(page.address)
  const screenTitle = session.screens.find(({ name }) => name === screen)?.title
  const line = origin.command === undefined ? undefined : `${session.program} ${origin.command}`
  const keys = useMemo<KeyHandlers>(() => (line === undefined ? {} : { o: () => copyText(line) }), [line])
  useKeys(keys)
  const [kind = ''] = path
  const isRecord = screen === 'records' && path.length === 2 && id !== undefined
  const editing = useEdit(kind, id ?? '', isRecord && session.editable.includes(kind), reload)
  const isTop = path.length === 0
  return (
    <header class="page-header">
      {!isTop && screenTitle !== undefined && (
        <nav class="crumbs" aria-label="Where this page is">
          <a href={`/${screen}`}>{screenTitle}</a>
          {path.slice(0, -1).map((word, i) => (
            <a
              key={word}
              href={`/${screen}/${path
                .slice(0, i + 1)
                .map(encodeURIComponent)
                .join('/')}`}
            >
              {i === 0
                ? (session.entities.find(({ name }) => name === word)?.plural ?? word)
                : `${word.slice(0, 8)}…`}
            </a>
          ))}
        </nav>
      )}
      <div class="title">
        <h1 title={title}>{screen === 'query' ? 'Query' : capitalize(title).replaceAll(/ {2,}/g, ' · ')}</h1>
        <p>{screen === 'query' ? '' : describeRows(page)}</p>
        <span class="space" />
        {editing.undo !== undefined && (
          <button type="button" onClick={editing.undo} title="Undo the edit (u)">
            <Icon name="undo" /> Undo
          </button>
        )}
        {editing.open !== undefined && (
          <button type="button" class="primary" onClick={editing.open} title="Edit the record (e)">
            <Icon name="edit" /> Edit
          </button>
        )}
        {id !== undefined && screen === 'records' && (
          <>
            <button type="button" onClick={() => copyText(id)} title="Copy the ID (y)">
              <Icon name="copy" /> Copy ID
            </button>
            {value !== undefined && (
              <button
                type="button"
                onClick={() => copyText(JSON.stringify(value, null, 2), 'as JSON')}
                title="Copy as JSON (Y)"
              >
                <Icon name="json" /> JSON
              </button>
            )}
          </>
        )}
        <button
          type="button"
          class="icon-button"
          onClick={reload}
          aria-label="Read the page again"
          title="Read the page again (r)"
        >
          <Icon name="refresh" />
        </button>
      </div>
      {editing.dialog}
    </header>
  )
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
