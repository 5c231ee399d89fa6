import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import type { Row } from '../../../inspect/pages/page.js'
import type { MoreDocument, PageDocument, PaneRowsDocument } from '../../server/studio-document.js'
import { showMessage } from '../shell/message.js'
import { followRows } from './follow-rows.js'
import { get } from './request.js'
import { toRequestError } from './use-page.js'

/** Rows that are shown live; older ones are left out. */
const MAX_LIVE_ROWS = 2000

/** The rows so far. The list grows; with each further page, it is in a new object. */
export interface ReadRows {
  readonly list: readonly Row[]
}

export interface RowsState {
  readonly rows: ReadRows
  readonly progress: string | undefined
  readonly hasMore: boolean
  readonly live: boolean
  /** Reads further rows, once at a time. */
  readonly readMore: () => void
  readonly toggleLive: () => void
}

/** The rows of a pane, as far as they are read. */
export function useRows(page: PageDocument, index: number): RowsState {
  const pane = page.panes[index]
  const [rows, setRows] = useState<{ readonly list: Row[] }>({ list: [...(pane?.rows ?? [])] })
  const [progress, setProgress] = useState(pane?.progress)
  const [more, setMore] = useState<MoreDocument | undefined>(pane?.more)
  const [live, setLive] = useState(false)
  const reading = useRef(false)
  const shown = useRef(pane)

  useEffect(() => {
    setRows({ list: [...(pane?.rows ?? [])] })
    setProgress(pane?.progress)
    setMore(pane?.more)
    reading.current = false
    shown.current = pane
  }, [pane])

  const readMore = useCallback(() => {
    if (more === undefined || reading.current) return
    reading.current = true
    const read = async (): Promise<void> => {
      const current = pane
      try {
        const next = await get<PaneRowsDocument>('/api/more', { cursor: more.cursor })
        if (shown.current !== current) return
        // A copy for each page of a million rows would take minutes.
        setRows(({ list }) => {
          list.push(...next.rows)
          return { list }
        })
        setProgress(next.progress)
        setMore(next.more)
      } catch (error) {
        if (shown.current !== current) return
        setMore(undefined)
        showMessage(toRequestError(error).message)
      }
      reading.current = false
    }
    void read()
  }, [more, pane])

  // A search, or a check, goes on without being asked.
  useEffect(() => {
    if (more?.automatic === true) readMore()
  }, [more, readMore])

  const { key } = page
  const atStart = pane?.newest === 'start'
  useEffect(() => {
    if (!live) return undefined
    const following = new AbortController()
    const add = (row: Row): void =>
      setRows(({ list }) => ({
        list: atStart ? [row, ...list].slice(0, MAX_LIVE_ROWS) : [...list, row].slice(-MAX_LIVE_ROWS),
      }))
    followRows(key, index, following.signal, add).catch((error: unknown) => {
      if (following.signal.aborted) return
      setLive(false)
      showMessage(toRequestError(error).message)
    })
    return () => following.abort()
  }, [live, key, index, atStart])

  const toggleLive = useCallback(() => setLive((before) => !before), [])
  return { rows, progress, hasMore: more !== undefined, live, readMore, toggleLive }
}
