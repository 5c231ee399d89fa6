import type { JSX } from 'preact'
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { formatAddress, parseAddress } from '../../../inspect/pages/address.js'
import type { PageDocument, PaneDocument } from '../../server/studio-document.js'
import { usePage } from '../api/use-page.js'
import type { QueryEditor } from '../query/create-editor.js'
import { Icon } from '../shell/icon.js'
import { type KeyHandlers, useKeys } from '../shell/keys.js'
import { navigate } from '../shell/router.js'
import { useSessionDocument } from '../shell/session.js'
import { DataTable } from '../table/data-table.js'
import type { PageProps } from './page-view.js'

/** `all`: SQL across the stores. */
const TARGETS = ['postgres', 'dynamodb', 'mongo', 'all'] as const

/** A statement, its result, and those of before. */
export function QueryPage({ page }: PageProps): JSX.Element {
  const { parameters } = parseAddress(page.address)
  const [store, setStore] = useState<string>(parameters['store'] ?? 'postgres')
  const { names } = useSessionDocument()
  const host = useRef<HTMLDivElement>(null)
  const editor = useRef<QueryEditor>(undefined)
  const storeNow = useRef(store)
  storeNow.current = store
  const isError = page.panes[0]?.name === 'Error'
  const initial = parameters['text'] ?? ''
  const run = useCallback((text: string) => {
    if (text.trim() === '') return
    navigate(formatAddress('query', [], { store: storeNow.current, text }))
  }, [])

  // The editor is loaded where it is needed.
  useEffect(() => {
    let isOpen = true
    const load = async (): Promise<void> => {
      const { createEditor } = await import('../query/create-editor.js')
      if (isOpen && host.current !== null)
        editor.current = createEditor(host.current, initial, storeNow.current, names, run)
    }
    void load()
    return () => {
      isOpen = false
      editor.current?.destroy()
    }
    // The editor is created once.
  }, [])
  useEffect(() => editor.current?.setLanguage(store), [store])
  useEffect(() => {
    if (parameters['store'] !== undefined) setStore(parameters['store'])
    if (initial !== '' && editor.current?.includes(initial) === false) editor.current.setText(initial)
  }, [initial, parameters['store']])
  const keys = useMemo<KeyHandlers>(() => ({ e: () => editor.current?.focus() }), [])
  useKeys(keys)
  return (
    <div class="query">
      <aside aria-label="Statements">
        <Statements address={page.address} />
      </aside>
      <div class="work">
        <div class="editor-bar">
          <div class="segments" role="radiogroup" aria-label="Store">
            {TARGETS.map((name) => (
              <label key={name} class={name === store ? 'chosen' : undefined}>
                <input type="radio" name="store" checked={name === store} onChange={() => setStore(name)} />
                <i class={`dot store-${name}`} /> {name}
              </label>
            ))}
          </div>
          <span class="space" />
          <span class="quiet">Read-only. Runs the statement under the cursor.</span>
          <button type="button" class="primary" onClick={() => run(editor.current?.getStatement() ?? '')}>
            <Icon name="play" /> Run <kbd>⌘↵</kbd>
          </button>
        </div>
        <div ref={host} class="editor" />
        {initial === '' ? (
          <p class="summary">Write a statement, or choose an example at the left. The result appears here.</p>
        ) : isError ? (
          <QueryError page={page} />
        ) : (
          <Result page={page} />
        )}
      </div>
    </div>
  )
}

/** Panes with texts only, beside the rows. */
const PLAN = 'Plan'
/** What SQL across the stores has read from each. */
const READ = 'Read'

function Result({ page }: { readonly page: PageDocument }): JSX.Element {
  const plan = page.panes.find(({ name }) => name === PLAN)
  const read = page.panes.find(({ name }) => name === READ)
  return (
    <>
      {page.subtitle !== undefined && page.subtitle !== '' && <p class="summary">{page.subtitle}</p>}
      <div class="result">
        <DataTable key={page.address} page={page} index={0} isActive onActive={() => {}} fills />
        {plan !== undefined && (
          <aside aria-label={PLAN}>
            <h2>{PLAN}</h2>
            <pre tabIndex={0}>
              {plan.rows.map(({ cells: [cell] }, i) => (
                <span key={i} class={cell?.tone === undefined ? undefined : `tone-${cell.tone}`}>
                  {cell?.text}
                  {'\n'}
                </span>
              ))}
            </pre>
          </aside>
        )}
        {read !== undefined && <Reads pane={read} />}
      </div>
    </>
  )
}

/** Each request to a store: the view it is for, the index, the number of records, and the request. */
function Reads({ pane }: { readonly pane: PaneDocument }): JSX.Element {
  return (
    <aside aria-label={READ}>
      <h2>{READ}</h2>
      <ol class="reads" tabIndex={0}>
        {pane.rows.map(({ cells: [view, store, index, count, request] }, i) => (
          <li key={i}>
            <p>
              <i class={`dot store-${store?.text}`} /> <strong>{view?.text}</strong>{' '}
              <span>{store?.text}</span>
              <span class="space" />
              <span>{Number(count?.text).toLocaleString('en-US')} read</span>
            </p>
            {index !== undefined && index.text !== '' && (
              <p class={index.tone === undefined ? 'quiet' : `tone-${index.tone}`}>
                {index.tone === undefined ? `index ${index.text}` : index.text}
              </p>
            )}
            <code>{request?.text}</code>
          </li>
        ))}
      </ol>
    </aside>
  )
}

function QueryError({ page }: { readonly page: PageDocument }): JSX.Element {
  const [message, ...rest] = page.panes[0]?.rows.map(({ cells }) => cells[0]?.text ?? '') ?? []
  return (
    <section class="query-error" role="alert">
      <h2>
        <span aria-hidden="true">✗</span> {message}
      </h2>
      <pre>{rest.join('\n')}</pre>
    </section>
  )
}

/** The panes of the query page without a statement, by their titles here. */
const LISTS = { History: 'Recent', Examples: 'Examples' } as const

/** What was run on the project, also in the terminal, and examples. Read again for another page. */
function Statements({ address }: { readonly address: string }): JSX.Element {
  const { page, reload } = usePage('/query')
  useEffect(reload, [address, reload])
  const lists = Object.entries(LISTS).map(([title, name]) => ({
    title,
    rows: page?.panes.find((pane) => pane.name === name)?.rows ?? [],
  }))
  return (
    <>
      {lists
        .filter(({ rows }) => rows.length > 0)
        .map(({ title, rows }) => (
          <section key={title} aria-label={title}>
            <h2>{title}</h2>
            <ul>
              {rows.map(({ id, cells: [store, text], target }) => (
                <li key={target}>
                  <a href={target ?? '/query'} title={id}>
                    <i class={`dot store-${store?.text}`} />{' '}
                    {title === 'History' ? <code>{text?.text}</code> : text?.text}
                  </a>
                </li>
              ))}
            </ul>
          </section>
        ))}
    </>
  )
}
